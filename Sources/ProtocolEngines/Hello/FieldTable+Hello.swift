// Made by FieldCatalogueTests (VPNLAB_REWRITE=1 swift test --filter FieldCatalogueTests); not to be written by hand.
extension FieldTable {
  static let hello: StaticString = #"""
    hello||Hello tunnel|hello §1|
    hello.number|16|Number|hello §2|the number that the server gave this client; 0 while there is none
    hello.reason|8|Reason|hello §2|why the tunnel ends
    hello.reserved|8|Reserved|hello §2|0 when sent, not looked at when received
    hello.type|8|Message type|hello §2|which of the four messages this is
    hello.version|8|Version|hello §2|which version of the protocol the sender speaks
    """#
}
