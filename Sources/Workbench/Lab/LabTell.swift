import ProtocolEngines

extension Lab {
  /// What `tell` makes an end do.
  func endpointCommand(_ action: String, _ arguments: [String]) throws(UsageError) -> EndpointCommand {
    .tell(action, arguments)
  }
}
