// Made by FieldCatalogueTests (VPNLAB_REWRITE=1 swift test --filter FieldCatalogueTests); not to be written by hand.
extension FieldTable {
  static let control: StaticString = #"""
    ccp||Compression Control Protocol|RFC 1962 §2|
    ccp.body||Packet||
    ccp.code|8|Code|RFC 1962 §2|what this packet is
    ccp.id|8|Identifier|RFC 1962 §2|joins an answer to its request
    ccp.length|16|Length|RFC 1962 §2|of the whole packet, Code included, in octets
    ccp.message|octets|Data|RFC 1661 §5.5|free for the sender; usually a reason for people
    ccp.opt.bsd||Vers, Dict|RFC 1977 §3|
    ccp.opt.bsd.dict||Dict|RFC 1977 §3|bits of the longest code
    ccp.opt.bsd.version||Vers|RFC 1977 §3|must be 1
    ccp.opt.check_mode||Check Mode|RFC 1967 §4|
    ccp.opt.deflate||Window, Method|RFC 1979 §3|
    ccp.opt.deflate.chk||Chk|RFC 1979 §3|0: sequence numbers
    ccp.opt.deflate.mbz||MBZ|RFC 1979 §3|must be zero
    ccp.opt.deflate.mbz_chk||MBZ, Chk|RFC 1979 §3|
    ccp.opt.deflate.method||Method|RFC 1979 §3|must be 8: zlib
    ccp.opt.deflate.window||Window|RFC 1979 §3|of the decompressor
    ccp.opt.histories||History Count|RFC 1967 §4|
    ccp.opt.length|8|Length|RFC 1962 §4|of the option, type and length included
    ccp.opt.mppe.bits||Supported Bits|RFC 3078 §2|which encryption the sender is ready to receive
    ccp.opt.mppe.c||C, MPPC|RFC 2118 §2|compression before encryption
    ccp.opt.mppe.d||D, obsolete|RFC 3078 §2|not to be accepted
    ccp.opt.mppe.h||H, stateless|RFC 3078 §2|the key changes with every packet
    ccp.opt.mppe.l||L, 40 bit|RFC 3078 §2|40-bit session keys
    ccp.opt.mppe.m||M, 56 bit|RFC 3078 §2|56-bit session keys
    ccp.opt.mppe.reserved1||Reserved|RFC 3078 §2|0 when sent
    ccp.opt.mppe.reserved2||Reserved|RFC 3078 §2|0 when sent
    ccp.opt.mppe.reserved3||Reserved|RFC 3078 §2|0 when sent
    ccp.opt.mppe.s||S, 128 bit|RFC 3078 §2|128-bit session keys
    ccp.opt.oui|octets|IEEE OUI|RFC 1962 §4.1|whose kind of compression
    ccp.opt.process_mode||Process Mode|RFC 1967 §4|
    ccp.opt.stac_value||Data|RFC 1974 §4|
    ccp.opt.subtype|8|Subtype|RFC 1962 §4.1|
    ccp.opt.type|8|Type|RFC 1962 §4|which kind of compression or encryption
    ccp.opt.value|octets|Values|RFC 1962 §4.2|
    ccp.opt.vendor_value|octets|Values|RFC 1962 §4.1|
    ccp.option|octets|Option|RFC 1661 §6|
    ccp.padding|octets|Padding|RFC 1661 §5|octets behind Length are ignored
    ccp.rejected_code|8|Rejected code|RFC 1661 §5.6|the code that was not known
    ccp.rejected_id|8|Rejected identifier|RFC 1661 §5.6|
    ccp.rejected_length|16|Rejected length|RFC 1661 §5.6|
    ccp.rejected_packet|octets|Rejected-Packet|RFC 1661 §5.6|a copy of the packet whose code the sender does not know
    ccp.value|octets|Data|RFC 1962 §2|
    ipcp||Internet Protocol Control Protocol|RFC 1332 §2|
    ipcp.body||Packet||
    ipcp.code|8|Code|RFC 1332 §2|what this packet is
    ipcp.id|8|Identifier|RFC 1332 §2|joins an answer to its request
    ipcp.length|16|Length|RFC 1332 §2|of the whole packet, Code included, in octets
    ipcp.message|octets|Data|RFC 1661 §5.5|free for the sender; usually a reason for people
    ipcp.opt.address||IP-Address|RFC 1332 §3.3|the sender's address; 0.0.0.0 asks to be given one
    ipcp.opt.compression|16|IP-Compression-Protocol|RFC 1332 §3.2|which header compression the sender can undo
    ipcp.opt.compression_value|octets|Data|RFC 1332 §3.2|
    ipcp.opt.destination||Destination-IP-Address|RFC 1172 §5.1|the other end's
    ipcp.opt.dns1||Primary DNS|RFC 1877 §1.1|0.0.0.0 asks to be told
    ipcp.opt.dns2||Secondary DNS|RFC 1877 §1.3|0.0.0.0 asks to be told
    ipcp.opt.home_address||Home address|RFC 2290 §3|
    ipcp.opt.length|8|Length|RFC 1332 §3|of the option, type and length included
    ipcp.opt.nbns1||Primary NBNS|RFC 1877 §1.2|0.0.0.0 asks to be told
    ipcp.opt.nbns2||Secondary NBNS|RFC 1877 §1.4|0.0.0.0 asks to be told
    ipcp.opt.source||Source-IP-Address|RFC 1172 §5.1|the sender's address
    ipcp.opt.type|8|Type|RFC 1332 §3|which option
    ipcp.opt.value|octets|Value|RFC 1332 §3|
    ipcp.opt.vj.comp_slot||Comp-Slot-Id|RFC 1332 §4|1: the slot number may be left out
    ipcp.opt.vj.max_slot||Max-Slot-Id|RFC 1332 §4|highest number of a slot
    ipcp.option|octets|Option|RFC 1661 §6|
    ipcp.padding|octets|Padding|RFC 1661 §5|octets behind Length are ignored
    ipcp.rejected_code|8|Rejected code|RFC 1661 §5.6|the code that was not known
    ipcp.rejected_id|8|Rejected identifier|RFC 1661 §5.6|
    ipcp.rejected_length|16|Rejected length|RFC 1661 §5.6|
    ipcp.rejected_packet|octets|Rejected-Packet|RFC 1661 §5.6|a copy of the packet whose code the sender does not know
    ipcp.value|octets|Data|RFC 1332 §2|
    ipv6cp||IPv6 Control Protocol|RFC 5072 §3|
    ipv6cp.body||Packet||
    ipv6cp.code|8|Code|RFC 5072 §3|what this packet is
    ipv6cp.id|8|Identifier|RFC 5072 §3|joins an answer to its request
    ipv6cp.length|16|Length|RFC 5072 §3|of the whole packet, Code included, in octets
    ipv6cp.message|octets|Data|RFC 1661 §5.5|free for the sender; usually a reason for people
    ipv6cp.opt.compression|16|IPv6-Compression-Protocol|RFC 5172 §2|
    ipv6cp.opt.compression_value|octets|Data|RFC 5172 §2|
    ipv6cp.opt.interface_id||Interface-Identifier|RFC 5072 §4.1|lower half of the sender's link-local address
    ipv6cp.opt.length|8|Length|RFC 5072 §4|of the option, type and length included
    ipv6cp.opt.type|8|Type|RFC 5072 §4|which option
    ipv6cp.opt.value|octets|Value|RFC 5172 §2|
    ipv6cp.option|octets|Option|RFC 1661 §6|
    ipv6cp.padding||Padding|RFC 1661 §5|octets behind Length are ignored
    ipv6cp.rejected_code|8|Rejected code|RFC 1661 §5.6|the code that was not known
    ipv6cp.rejected_id|8|Rejected identifier|RFC 1661 §5.6|
    ipv6cp.rejected_length|16|Rejected length|RFC 1661 §5.6|
    ipv6cp.rejected_packet|octets|Rejected-Packet|RFC 1661 §5.6|a copy of the packet whose code the sender does not know
    ipv6cp.value|octets|Data|RFC 5072 §3|
    lcp||Link Control Protocol|RFC 1661 §5|
    lcp.body||Packet||
    lcp.code|8|Code|RFC 1661 §5|what this packet is
    lcp.echo_octets||Data|RFC 1661 §5.8|chosen by the sender; an Echo-Reply returns it
    lcp.id|8|Identifier|RFC 1661 §5|joins an answer to its request
    lcp.kind|8|Kind|RFC 2153 §1.1|the vendor's own sub-type
    lcp.length|16|Length|RFC 1661 §5|of the whole packet, Code included, in octets
    lcp.magic|32|Magic-Number|RFC 1661 §6.4|the sender's number; one's own coming back means a loop
    lcp.message|octets|Data|RFC 1661 §5.5|free for the sender; usually a reason for people
    lcp.message|octets|Message|RFC 1570 §1.1|who the sender is, for people
    lcp.opt.accm|32|ACCM|RFC 1662 §7.1|control octets (0 to 31) to be escaped on an asynchronous line
    lcp.opt.algorithm||Algorithm|RFC 1994 §3|which hash CHAP uses
    lcp.opt.asyncmap.ack|1|ACK|RFC 1662 §7.1|character 6
    lcp.opt.asyncmap.bel|1|BEL|RFC 1662 §7.1|character 7
    lcp.opt.asyncmap.bs|1|BS|RFC 1662 §7.1|character 8
    lcp.opt.asyncmap.can|1|CAN|RFC 1662 §7.1|character 24
    lcp.opt.asyncmap.cr|1|CR|RFC 1662 §7.1|character 13
    lcp.opt.asyncmap.dc1|1|DC1 (XON)|RFC 1662 §7.1|character 17
    lcp.opt.asyncmap.dc2|1|DC2|RFC 1662 §7.1|character 18
    lcp.opt.asyncmap.dc3|1|DC3 (XOFF)|RFC 1662 §7.1|character 19
    lcp.opt.asyncmap.dc4|1|DC4|RFC 1662 §7.1|character 20
    lcp.opt.asyncmap.dle|1|DLE|RFC 1662 §7.1|character 16
    lcp.opt.asyncmap.em|1|EM|RFC 1662 §7.1|character 25
    lcp.opt.asyncmap.enq|1|ENQ|RFC 1662 §7.1|character 5
    lcp.opt.asyncmap.eot|1|EOT|RFC 1662 §7.1|character 4
    lcp.opt.asyncmap.esc|1|ESC|RFC 1662 §7.1|character 27
    lcp.opt.asyncmap.etb|1|ETB|RFC 1662 §7.1|character 23
    lcp.opt.asyncmap.etx|1|ETX|RFC 1662 §7.1|character 3
    lcp.opt.asyncmap.ff|1|FF|RFC 1662 §7.1|character 12
    lcp.opt.asyncmap.fs|1|FS|RFC 1662 §7.1|character 28
    lcp.opt.asyncmap.gs|1|GS|RFC 1662 §7.1|character 29
    lcp.opt.asyncmap.ht|1|HT|RFC 1662 §7.1|character 9
    lcp.opt.asyncmap.lf|1|LF|RFC 1662 §7.1|character 10
    lcp.opt.asyncmap.nak|1|NAK|RFC 1662 §7.1|character 21
    lcp.opt.asyncmap.nul|1|NUL|RFC 1662 §7.1|character 0
    lcp.opt.asyncmap.rs|1|RS|RFC 1662 §7.1|character 30
    lcp.opt.asyncmap.si|1|SI|RFC 1662 §7.1|character 15
    lcp.opt.asyncmap.so|1|SO|RFC 1662 §7.1|character 14
    lcp.opt.asyncmap.soh|1|SOH|RFC 1662 §7.1|character 1
    lcp.opt.asyncmap.stx|1|STX|RFC 1662 §7.1|character 2
    lcp.opt.asyncmap.sub|1|SUB|RFC 1662 §7.1|character 26
    lcp.opt.asyncmap.syn|1|SYN|RFC 1662 §7.1|character 22
    lcp.opt.asyncmap.us|1|US|RFC 1662 §7.1|character 31
    lcp.opt.asyncmap.vt|1|VT|RFC 1662 §7.1|character 11
    lcp.opt.auth|16|Authentication-Protocol|RFC 1661 §6.2|how the receiver of this option is to prove who it is
    lcp.opt.auth_value|octets|Data|RFC 1661 §6.2|
    lcp.opt.callback_message||Message|RFC 1570 §2.3|
    lcp.opt.ed_address||Address|RFC 1990 §5.1.3|names this system in the class
    lcp.opt.ed_class||Class|RFC 1990 §5.1.3|what kind of name the address is
    lcp.opt.fcs||Options|RFC 1570 §2.1|which frame checks the sender takes
    lcp.opt.fcs.ccitt16||CCITT 16-bit FCS|RFC 1570 §2.1|
    lcp.opt.fcs.ccitt32||CCITT 32-bit FCS|RFC 1570 §2.1|
    lcp.opt.fcs.null||Null FCS|RFC 1570 §2.1|
    lcp.opt.fcs.reserved||Reserved|RFC 1570 §2.1|
    lcp.opt.hdlc_address||Address|RFC 1663 §4|
    lcp.opt.kind|8|Kind|RFC 2153 §2.1|the vendor's own sub-type
    lcp.opt.length|8|Length|RFC 1661 §6|of the option, type and length included
    lcp.opt.link_discriminator||Link Discriminator|RFC 2125 §2.1|tells the links of a bundle apart
    lcp.opt.magic||Magic-Number|RFC 1661 §6.4|drawn at random: one's own coming back means a loop
    lcp.opt.maximum_pad||Maximum|RFC 1570 §2.2|most padding octets in a frame
    lcp.opt.mrru||Max-Receive-Reconstructed-Unit|RFC 1990 §5.1.1|largest packet put together from fragments
    lcp.opt.mru||Maximum-Receive-Unit|RFC 1661 §6.1|largest information field the sender wants to receive
    lcp.opt.operation||Operation|RFC 1570 §2.3|how the place to call back is told
    lcp.opt.oui|octets|OUI|RFC 2153 §2.1|whose option this is: a hardware maker's number
    lcp.opt.quality|16|Quality-Protocol|RFC 1661 §6.3|how line quality is to be reported
    lcp.opt.quality_value|octets|Data|RFC 1661 §6.3|
    lcp.opt.reporting_period||Reporting-Period|RFC 1989 §2.5|in hundredths of a second
    lcp.opt.type|8|Type|RFC 1661 §6|which option
    lcp.opt.value|octets|Value|RFC 1661 §6|
    lcp.opt.vendor_value|octets|Value(s)|RFC 2153 §2.1|
    lcp.opt.window||Window|RFC 1663 §4|frames that may go without acknowledgement
    lcp.option|octets|Option|RFC 1661 §6|
    lcp.oui|octets|OUI|RFC 2153 §1.1|whose packet this is: a hardware maker's number
    lcp.padding||Padding|RFC 1661 §5|octets behind Length are ignored
    lcp.rejected||Rejected packet|RFC 1661 §5.7|a copy of what was refused
    lcp.rejected_code|8|Rejected code|RFC 1661 §5.6|the code that was not known
    lcp.rejected_id|8|Rejected identifier|RFC 1661 §5.6|
    lcp.rejected_information||Rejected-Information|RFC 1661 §5.7|a copy of what was refused, from the Information field on
    lcp.rejected_length|16|Rejected length|RFC 1661 §5.6|
    lcp.rejected_packet|octets|Rejected-Packet|RFC 1661 §5.6|a copy of the packet whose code the sender does not know
    lcp.rejected_protocol||Rejected-Protocol|RFC 1661 §5.7|the protocol the sender does not have
    lcp.seconds_remaining||Seconds-Remaining|RFC 1570 §1.2|how long the session may last; all ones: for ever
    lcp.value|octets|Data|RFC 1661 §5|
    lcp.vendor_value|octets|Value(s)|RFC 2153 §1.1|
    ncp||Network Control Protocol|RFC 1661 §2|
    ncp.body||Packet||
    ncp.code|8|Code|RFC 1661 §5|what this packet is
    ncp.id|8|Identifier|RFC 1661 §5|joins an answer to its request
    ncp.length|16|Length|RFC 1661 §5|of the whole packet, Code included, in octets
    ncp.message|octets|Data|RFC 1661 §5.5|free for the sender; usually a reason for people
    ncp.opt.length|8|Length|RFC 1661 §6|
    ncp.opt.type|8|Type|RFC 1661 §6|
    ncp.opt.value|octets|Value|RFC 1661 §6|
    ncp.option|octets|Option|RFC 1661 §6|
    ncp.padding|octets|Padding|RFC 1661 §5|octets behind Length are ignored
    ncp.rejected_code|8|Rejected code|RFC 1661 §5.6|the code that was not known
    ncp.rejected_id|8|Rejected identifier|RFC 1661 §5.6|
    ncp.rejected_length|16|Rejected length|RFC 1661 §5.6|
    ncp.rejected_packet|octets|Rejected-Packet|RFC 1661 §5.6|a copy of the packet whose code the sender does not know
    ncp.value|octets|Data|RFC 1661 §5|
    """#
}
