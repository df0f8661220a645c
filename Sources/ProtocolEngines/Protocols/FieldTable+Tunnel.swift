// Made by FieldCatalogueTests (VPNLAB_REWRITE=1 swift test --filter FieldCatalogueTests); not to be written by hand.
extension FieldTable {
  static let tunnel: StaticString = #"""
    bsdcomp||PPP BSD Compression|RFC 1977 §2|
    bsdcomp.compressed|octets|Compressed data|RFC 1977 §2.1|protocol field and packet, compressed like Unix compress
    bsdcomp.seq|16|Sequence number|RFC 1977 §2.1|
    deflate||PPP Deflate|RFC 1979 §2|
    deflate.compressed|octets|Compressed data|RFC 1979 §2.1|protocol field and packet, compressed by zlib
    deflate.seq|16|Sequence number|RFC 1979 §2.1|
    gre||Generic Routing Encapsulation|RFC 2637 §4.1, RFC 1701|
    gre.ack_number|32|Acknowledgment Number|RFC 2637 §4.1|the highest sequence number the sender has received
    gre.checksum|16|Checksum|RFC 1701|over GRE header and payload; valid only with the C bit
    gre.data|octets|Payload|RFC 1701|of a protocol this program does not read
    gre.flags.ack|1|A|RFC 2637 §4.1|acknowledgment number present
    gre.flags.checksum|1|C|RFC 2637 §4.1|checksum present
    gre.flags.key|1|K|RFC 2637 §4.1|key present: always in PPTP
    gre.flags.recursion_control|3|Recur|RFC 2637 §4.1|how many more encapsulations are allowed
    gre.flags.reserved|4,5|Flags|RFC 2637 §4.1|0 when sent
    gre.flags.routing|1|R|RFC 2637 §4.1|routing present
    gre.flags.sequence_number|1|S|RFC 2637 §4.1|sequence number present: in PPTP exactly when there is a payload
    gre.flags.strict_source_route|1|s|RFC 2637 §4.1|strict source route
    gre.flags.version|3|Ver|RFC 2637 §4.1|which GRE this is: PPTP needs 1
    gre.flags_and_version|16|Flags and version|RFC 2637 §4.1, RFC 1701|says which parts follow, and the version
    gre.key|32|Key|RFC 2890 §2.1|
    gre.key.call_id|16|Call ID|RFC 2637 §4.1|the receiver's number for this call (the low half of the key)
    gre.key.payload_length|16|Payload Length|RFC 2637 §4.1|octets after this header (the high half of the key)
    gre.key.payload_length|16|Payload length|RFC 2637 §4.1|
    gre.offset|16|Offset|RFC 1701|where the active source route entry is; valid only with the R bit
    gre.proto|16|Protocol Type|RFC 2637 §4.1, RFC 1701|what the payload is
    gre.routing|octets|Source Route Entry|RFC 1701|
    gre.routing.address_family|16|Address Family|RFC 1701|
    gre.routing.information|octets|Routing Information|RFC 1701|
    gre.routing.sre_length|8|SRE Length|RFC 1701|
    gre.routing.sre_offset|8|SRE Offset|RFC 1701|
    gre.sequence_number|32|Sequence Number|RFC 2637 §4.1, RFC 2890 §2.2|counts packets with a payload, from 0
    gre.unexplained||Octets beyond the payload length|RFC 2637 §4.1|
    hdlc.abort||Abort|RFC 1662 §4.3|an escape before the flag: the sender gave the frame up
    hdlc.escaped||Escaped octet|RFC 1662 §4.2|7d, then the octet with bit 6 turned over
    hdlc.fcs||Frame Check Sequence|RFC 1662 §3.1|over the frame before escaping, least significant octet first
    hdlc.flag||Flag|RFC 1662 §4.1|stands between frames
    hdlc.frame||Frame|RFC 1662 §3.1|
    hdlc.inserted||Inserted octet|RFC 1662 §4.2|a control character that the sender would have escaped
    hdlc.octets||Octets|RFC 1662 §4.2|octets of the frame as they are
    hdlc.part||Part of a frame|RFC 1662 §4.1|explained where the frame is whole
    mp||PPP Multilink|RFC 1990 §3|
    mp.data||Fragment|RFC 1990 §3|part of a packet cut for several links
    mp.first|1|B, beginning|RFC 1990 §3|
    mp.header|32|Flags, sequence number|RFC 1990 §3|
    mp.last|1|E, ending|RFC 1990 §3|
    mp.reserved|6|Reserved|RFC 1990 §3|
    mp.seq|24|Sequence number|RFC 1990 §3|
    mppc.compressed||Compressed data|RFC 2118 §3|protocol field and packet
    mppe||Microsoft Point-to-Point Encryption|RFC 3078 §3.1|
    mppe.b|1|B|RFC 3078 §3.1|nothing to MPPE; MPPC: history begins at the front
    mppe.c|1|C|RFC 3078 §3.1|nothing to MPPE; MPPC: compressed
    mppe.ciphertext|octets|Encrypted Data|RFC 3078 §3.1|protocol field and packet, encrypted with RC4
    mppe.coherency|12|Coherency Count|RFC 3078 §3.1|counts packets; 4095 is followed by 0
    mppe.compressed|octets|Compressed Data|RFC 2118 §3|protocol field and packet, compressed
    mppe.data|octets|Data|RFC 3078 §3.1|protocol field and packet, neither encrypted nor compressed
    mppe.encrypted|1|D, encrypted|RFC 3078 §3.1|1: what follows is encrypted
    mppe.flushed|1|A, FLUSHED|RFC 3078 §3.1|the RC4 tables were made anew before this packet
    mppe.head|16|Bits and Coherency Count|RFC 3078 §3.1|four flags and the count of packets
    ppp||Point-to-Point Protocol|RFC 1661 §2|
    ppp.address||Address|RFC 1662 §3.1|always "all stations": there are only two
    ppp.compressed||Compressed datagram|RFC 1962 §2|
    ppp.control||Control|RFC 1662 §3.1|always 3: unnumbered information
    ppp.data|octets|Information|RFC 1661 §2|of a protocol this program does not read
    ppp.data|octets|Information|RFC 1661 §2|the packet of the protocol named above
    ppp.direction|8|Direction|LINKTYPE_PPP_WITH_DIR|0: received by the capturing host; anything else: sent by it
    ppp.lqr||Link-Quality-Report|RFC 1989 §2.6|
    ppp.lqr.last_out_lqrs|32|LastOutLQRs|RFC 1989 §2.6|PeerOutLQRs of the last report received
    ppp.lqr.last_out_octets|32|LastOutOctets|RFC 1989 §2.6|PeerOutOctets of the last report received
    ppp.lqr.last_out_packets|32|LastOutPackets|RFC 1989 §2.6|PeerOutPackets of the last report received
    ppp.lqr.magic|32|Magic-Number|RFC 1989 §2.6|the sender's: shows a line that is looped back; 0 where none was agreed
    ppp.lqr.peer_in_discards|32|PeerInDiscards|RFC 1989 §2.6|packets its sender has received and dropped
    ppp.lqr.peer_in_errors|32|PeerInErrors|RFC 1989 §2.6|packets that reached its sender damaged
    ppp.lqr.peer_in_lqrs|32|PeerInLQRs|RFC 1989 §2.6|reports its sender has received; 0: none yet, and what comes before means nothing
    ppp.lqr.peer_in_octets|32|PeerInOctets|RFC 1989 §2.6|octets its sender has received
    ppp.lqr.peer_in_packets|32|PeerInPackets|RFC 1989 §2.6|packets its sender has received
    ppp.lqr.peer_out_lqrs|32|PeerOutLQRs|RFC 1989 §2.6|reports its sender has sent, this one included
    ppp.lqr.peer_out_octets|32|PeerOutOctets|RFC 1989 §2.6|octets its sender has sent, this report included
    ppp.lqr.peer_out_packets|32|PeerOutPackets|RFC 1989 §2.6|packets its sender has sent, this one included
    ppp.padding||Padding|RFC 1661 §2|octets behind the packet
    ppp.protocol|8,16|Protocol|RFC 1661 §6.5|which protocol follows; one octet: Protocol-Field-Compression
    ppp.protocol|8,16|Protocol|RFC 1661 §2|which protocol follows
    pptp||Point-to-Point Tunneling Protocol|RFC 2637 §2|
    pptp.again||Sent again|RFC 9293 §3.8|octets that came before in another segment
    pptp.alignment_errors|32|Alignment Errors|RFC 2637 §2.14|
    pptp.bearer.analog|1|Analog access|RFC 2637 §2.1|a telephone line with a modem
    pptp.bearer.digital|1|Digital access|RFC 2637 §2.1|ISDN
    pptp.bearer.reserved|30|Reserved|RFC 2637 §2.1|0 when sent
    pptp.bearer_capabilities|32|Bearer Capabilities|RFC 2637 §2.1|the kinds of telephone lines the sender can use
    pptp.bearer_type|32|Bearer Type|RFC 2637 §2.7|the kind of telephone line wanted; in a VPN it means nothing
    pptp.bearer_type|32|Call Bearer Type|RFC 2637 §2.9|the kind of telephone line wanted; in a VPN it means nothing
    pptp.buffer_overruns|32|Buffer Overruns|RFC 2637 §2.14|
    pptp.call_id|16|Call ID|RFC 2637 §2.7|the PNS's number for this call: the PAC puts it into its GRE headers
    pptp.call_id|16|Call ID|RFC 2637 §2.8|the PAC's number for this call: the PNS puts it into its GRE headers
    pptp.call_id|16|Call ID|RFC 2637 §2.12|the PNS's own number: it may not know the PAC's yet
    pptp.call_id|16|Call ID|RFC 2637 §2.13|the PAC's own number: the PNS may not know it yet
    pptp.call_serial_number|16|Call Serial Number|RFC 2637 §2.7|for logs: the same at both ends
    pptp.call_statistics||Call Statistics|RFC 2637 §2.13|whatever the vendor wants to have logged
    pptp.cause|16|Cause Code|RFC 2637 §2.8|for ISDN the cause of Q.931
    pptp.connect_speed|32|Connect Speed|RFC 2637 §2.8|the speed of the line in bits a second; in a VPN a number made up
    pptp.control_message_type|16|Control Message Type|RFC 2637 §1.4|which of the fifteen messages this is
    pptp.control_result|8|Result Code|RFC 2637 §2.2|whether the control connection is accepted; 1 means yes
    pptp.crc_errors|32|CRC Errors|RFC 2637 §2.14|
    pptp.data||Not a control message|RFC 2637 §1.4|octets on PPTP's port that are no PPTP
    pptp.dialed_number||Dialed Number|RFC 2637 §2.9|the number the caller dialled
    pptp.dialed_number_length|16|Dialed Number Length|RFC 2637 §2.9|
    pptp.dialing_number||Dialing Number|RFC 2637 §2.9|the number of the caller
    pptp.dialing_number_length|16|Dialing Number Length|RFC 2637 §2.9|
    pptp.disc_result|8|Result Code|RFC 2637 §2.13|why the call has ended
    pptp.echo_result|8|Result Code|RFC 2637 §2.6|whether the echo was valid; 1 means yes
    pptp.error|8|Error Code|RFC 2637 §2.16|says more where the result code means a general error
    pptp.firmware_revision|16|Firmware Revision|RFC 2637 §2.1|the version of the sender's software
    pptp.framing.async|1|Asynchronous framing|RFC 2637 §2.1|frames in octet-stuffed HDLC, as a modem sends them
    pptp.framing.reserved|30|Reserved|RFC 2637 §2.1|0 when sent
    pptp.framing.sync|1|Synchronous framing|RFC 2637 §2.1|frames in bit-synchronous HDLC
    pptp.framing_capabilities|32|Framing Capabilities|RFC 2637 §2.1|the kinds of PPP framing the sender can provide; over IP it makes \#
    no difference
    pptp.framing_errors|32|Framing Errors|RFC 2637 §2.14|
    pptp.framing_type|32|Framing Type|RFC 2637 §2.7|the kind of PPP framing wanted; over IP it makes no difference
    pptp.hardware_overruns|32|Hardware Overruns|RFC 2637 §2.14|
    pptp.host_name||Host Name|RFC 2637 §2.1|the name of the sender, filled with zeros to 64 octets
    pptp.identifier|32|Identifier|RFC 2637 §2.5|the reply carries it back
    pptp.identifier|32|Identifier|RFC 2637 §2.6|copied from the request
    pptp.in_result|8|Result Code|RFC 2637 §2.10|whether the incoming call is accepted
    pptp.length|16|Length|RFC 2637 §1.4|octets of this message, header included
    pptp.magic_cookie|32|Magic Cookie|RFC 2637 §1.4|always 0x1a2b3c4d: shows that sender and receiver agree where a message begins
    pptp.maximum_bps|32|Maximum BPS|RFC 2637 §2.7|highest acceptable line speed
    pptp.maximum_channels|16|Maximum Channels|RFC 2637 §2.1|PPP sessions this PAC can support; a PNS says 0
    pptp.minimum_bps|32|Minimum BPS|RFC 2637 §2.7|lowest acceptable line speed
    pptp.out_result|8|Result Code|RFC 2637 §2.8|whether the call is connected; 1 means yes
    pptp.packet_processing_delay|16|Packet Processing Delay|RFC 2637 §2.7, §4.4|in tenths of a second: seeds the adaptive time-out
    pptp.packet_processing_delay|16|Packet Transmit Delay|RFC 2637 §2.10, §4.4|in tenths of a second: seeds the adaptive time-out
    pptp.packet_receive_window_size|16|Packet Recv. Window Size|RFC 2637 §2.7|data packets the PNS will buffer for this call
    pptp.packet_receive_window_size|16|Packet Recv. Window Size|RFC 2637 §2.8|data packets the PAC will buffer for this call
    pptp.packet_receive_window_size|16|Packet Recv. Window Size|RFC 2637 §2.10|data packets the sender will buffer for this call
    pptp.peer_call_id|16|Peer's Call ID|RFC 2637 §2.8|the Call ID of the request answered
    pptp.peer_call_id|16|Peer's Call ID|RFC 2637 §2.11|the Call ID of the Incoming-Call-Reply
    pptp.peer_call_id|16|Peer's Call ID|RFC 2637 §2.14|the PNS's number for this call
    pptp.peer_call_id|16|Peer's Call ID|RFC 2637 §2.15|the PAC's number for this call
    pptp.phone_number||Phone Number|RFC 2637 §2.7|the number to dial; empty in a VPN
    pptp.phone_number_length|16|Phone Number Length|RFC 2637 §2.7|octets of the phone number that count
    pptp.physical_channel_id|32|Physical Channel ID|RFC 2637 §2.8|for logs only
    pptp.protocol_version|16|Protocol Version|RFC 2637 §2.1|version in the high octet, revision in the low
    pptp.reason|8|Reason|RFC 2637 §2.3|why the control connection is to be closed
    pptp.receive_accm|32|Receive ACCM|RFC 2637 §2.15|control characters to drop from incoming frames
    pptp.reserved0|16|Reserved0|RFC 2637 §2|0 when sent
    pptp.reserved1|8,16|Reserved1|RFC 2637 §2.7|0 when sent
    pptp.reserved2|16|Reserved2|RFC 2637 §2.3|0 when sent
    pptp.rest||Rest of an earlier message|RFC 2637 §1.4|its beginning was not captured
    pptp.segment||Part of a message|RFC 9293 §3.8|octets that came before in another segment
    pptp.segment||Part of a message|RFC 9293 §3.8|explained when the octets before it have come
    pptp.segment||Part of a message|RFC 2637 §2|a control message that did not fit one TCP segment
    pptp.send_accm|32|Send ACCM|RFC 2637 §2.15|control characters to escape in outgoing frames
    pptp.stop_result|8|Result Code|RFC 2637 §2.4|whether the control connection is closed
    pptp.subaddress||Subaddress|RFC 2637 §2.7|more to dial behind the number; empty in a VPN
    pptp.timeout_errors|32|Time-out Errors|RFC 2637 §2.14|
    pptp.type|16|PPTP Message Type|RFC 2637 §1.4|1 for control messages; no other kind is used
    pptp.unexplained|octets|Undefined message|RFC 2637 §1.4|no message of this type is defined
    pptp.vendor_name||Vendor Name|RFC 2637 §2.1|who made the sender's software, filled with zeros to 64 octets
    vjc||Van Jacobson compressed TCP/IP|RFC 1144 §3.2.2|
    vjc.change_mask|8|Change mask|RFC 1144 §3.2.2|which fields differ from the last packet of the slot
    vjc.change_mask.ack|1|A, acknowledgment|RFC 1144 §3.2.2|
    vjc.change_mask.connection_number|1|C, connection number|RFC 1144 §3.2.2|
    vjc.change_mask.ip_id|1|I, IP ID|RFC 1144 §3.2.2|
    vjc.change_mask.psh|1|P, push|RFC 1144 §3.2.2|
    vjc.change_mask.reserved|1|Reserved|RFC 1144 §3.2.2|
    vjc.change_mask.seq|1|S, sequence|RFC 1144 §3.2.2|
    vjc.change_mask.urg|1|U, urgent|RFC 1144 §3.2.2|
    vjc.change_mask.win|1|W, window|RFC 1144 §3.2.2|
    vjc.checksum|16|TCP checksum|RFC 1144 §3.2.2|of the packet before compression
    vjc.connection_number|8|Connection number|RFC 1144 §3.2.3|the slot this packet fills; the real protocol is TCP
    vjc.connection_number|8|Connection number|RFC 1144 §3.2.2|the slot
    vjc.data||TCP payload|RFC 1144 §3.2.2|part of the application's stream of octets
    vjc.delta_ack|8,24|Change of acknowledgment|RFC 1144 §3.2.2|
    vjc.delta_ipid|8,24|Change of IP ID|RFC 1144 §3.2.2|
    vjc.delta_seq|8,24|Change of sequence|RFC 1144 §3.2.2|
    vjc.delta_window|8,24|Change of window|RFC 1144 §3.2.2|
    vjc.urgent_pointer|8,24|Urgent pointer|RFC 1144 §3.2.2|
    """#
}
