// Made by FieldCatalogueTests (VPNLAB_REWRITE=1 swift test --filter FieldCatalogueTests); not to be written by hand.
extension FieldTable {
  static let internet: StaticString = #"""
    ah||Authentication Header|RFC 2402 §2|
    ah.icv|octets|Integrity check value|RFC 2402 §2.6|
    ah.length|8|Payload length|RFC 2402 §2.2|in 32-bit words, minus 2
    ah.next_header|8|Next header|RFC 2402 §2.1|
    ah.reserved|16|Reserved|RFC 2402 §2.3|
    ah.sequence|32|Sequence number|RFC 2402 §2.5|
    ah.spi|32|SPI|RFC 2402 §2.4|
    arp||Address Resolution Protocol|RFC 826|
    arp.addresses|octets|Addresses|RFC 826|
    arp.dst.hw_mac||Target MAC address|RFC 826|
    arp.dst.proto_ipv4||Target IP address|RFC 826|
    arp.hw.size|8|Hardware size|RFC 826|
    arp.hw.type|16|Hardware type|RFC 826|
    arp.opcode|16|Operation|RFC 826|
    arp.proto.size|8|Protocol size|RFC 826|
    arp.proto.type|16|Protocol type|RFC 826|
    arp.src.hw_mac||Sender MAC address|RFC 826|
    arp.src.proto_ipv4||Sender IP address|RFC 826|
    chdlc||Cisco HDLC|LINKTYPE_C_HDLC|
    chdlc.address|8|Address|LINKTYPE_C_HDLC|
    chdlc.control|8|Control|LINKTYPE_C_HDLC|
    chdlc.protocol|16|Protocol|LINKTYPE_C_HDLC|
    esp||Encapsulating Security Payload|RFC 2406 §2|
    esp.ciphertext|octets|Encrypted payload|RFC 2406 §2.3|
    esp.sequence|32|Sequence number|RFC 2406 §2.2|
    esp.spi|32|SPI|RFC 2406 §2.1|the receiver's name for the security association
    eth||Ethernet|IEEE 802.3 §3.1|
    eth.data||Payload||of a protocol this program does not read
    eth.dst|ethernet|Destination|IEEE 802.3 §3.2|hardware address of the next hop
    eth.dst.ig|1|Group|IEEE 802 §8.2|0: one station is meant; 1: several or all
    eth.dst.lg|1|Locally administered|IEEE 802 §8.2|1: the address was not given in the factory but by hand or by a program; the \#
    broadcast address has this bit too
    eth.padding||Padding|IEEE 802.3 §3.2.8|fills the frame up to 60 octets
    eth.src|ethernet|Source|IEEE 802.3 §3.2|hardware address of the sender
    eth.src.ig|1|Group|IEEE 802 §8.2|0 in the address of a sender
    eth.src.lg|1|Locally administered|IEEE 802 §8.2|1: the address was not given in the factory but by hand or by a program; the \#
    broadcast address has this bit too
    eth.trailer||Trailer|IEEE 802.3 §3.2.8|octets behind the packet that are no part of it
    eth.type|16|Type|RFC 894|which protocol follows
    frame.data||Frame||a link type this program does not read
    icmp||Internet Control Message Protocol|RFC 792|
    icmp.checksum|16|Checksum|RFC 792|over the whole message
    icmp.code|8|Code|RFC 792|tells kinds of one type apart
    icmp.data|octets|Data|RFC 792|chosen by the sender, returned as it is
    icmp.data_time||Time of sending||put there by ping: seconds since 1970
    icmp.data_time||Time of sending||put there by ping: seconds since 1970, microseconds
    icmp.data_time.usec||Time of sending, microseconds||put there by ping
    icmp.ident|16|Identifier|RFC 792|which ping this belongs to
    icmp.mtu||MTU of next hop|RFC 1191 §4|the largest packet that would have passed
    icmp.pointer||Pointer|RFC 792|the octet of the packet that is wrong
    icmp.quoted||Quoted packet|RFC 792|the beginning of the packet that caused this
    icmp.quoted.data||Further quoted octets|RFC 792|
    icmp.redir_gw|ipv4,32|Gateway address|RFC 792|the better way
    icmp.seq|16|Sequence number|RFC 792|which of its echoes
    icmp.type|8|Type|RFC 792|what the message says: echo request, echo reply, not reachable
    icmp.unused|32|Unused|RFC 1191 §4|
    icmpv6||Internet Control Message Protocol version 6|RFC 4443 §2.1|
    icmpv6.checksum|16|Checksum|RFC 4443 §2.3|over addresses and the whole message
    icmpv6.code|8|Code|RFC 4443 §2.1|
    icmpv6.data|octets|Data|RFC 4443 §4.1|chosen by the sender, returned as it is
    icmpv6.data|octets|Message body|RFC 4443 §2.1|
    icmpv6.echo.identifier|16|Identifier|RFC 4443 §4.1|
    icmpv6.echo.sequence_number|16|Sequence number|RFC 4443 §4.1|
    icmpv6.mld.data||Further octets|RFC 2710 §5|
    icmpv6.mld.flag||Suppress, robustness|RFC 3810 §5.1.7|
    icmpv6.mld.flag.qrv||Querier's robustness|RFC 3810 §5.1.8|
    icmpv6.mld.flag.reserved||Reserved|RFC 3810 §5.1|
    icmpv6.mld.flag.s||Suppress router processing|RFC 3810 §5.1.7|
    icmpv6.mld.maximum_response_delay||Maximum response delay|RFC 2710 §3.4|in milliseconds
    icmpv6.mld.multicast_address||Multicast address|RFC 2710 §3.5|
    icmpv6.mld.nb_sources||Number of sources|RFC 3810 §5.1.10|
    icmpv6.mld.qqi||Querier's query interval|RFC 3810 §5.1.9|
    icmpv6.mld.reserved||Reserved|RFC 2710 §3|
    icmpv6.mld.source||Source|RFC 3810 §5.1.11|
    icmpv6.mldr.mar||Multicast address record|RFC 3810 §5.2.4|
    icmpv6.mldr.mar.aux.data||Auxiliary data|RFC 3810 §5.2.10|
    icmpv6.mldr.mar.aux_data_len|8|Auxiliary data length|RFC 3810 §5.2.6|in 32-bit words
    icmpv6.mldr.mar.multicast_address|ipv6|Multicast address|RFC 3810 §5.2.8|
    icmpv6.mldr.mar.nb_sources|16|Number of sources|RFC 3810 §5.2.7|
    icmpv6.mldr.mar.record_type|8|Record type|RFC 3810 §5.2.12|
    icmpv6.mldr.mar.source|octets|Source|RFC 3810 §5.2.9|
    icmpv6.mldr.mar.source_address|ipv6|Source address|RFC 3810 §5.1.11|
    icmpv6.mldr.mar.sources||Sources|RFC 3810 §5.2.9|
    icmpv6.mldr.nb_mcast_records||Number of records|RFC 3810 §5.2.3|
    icmpv6.mtu||MTU|RFC 4443 §3.2|the largest packet that would have passed
    icmpv6.nd.na.flag||Flags|RFC 4861 §4.4|
    icmpv6.nd.na.flag.o||Override|RFC 4861 §4.4|
    icmpv6.nd.na.flag.r||Router|RFC 4861 §4.4|
    icmpv6.nd.na.flag.rsv||Reserved|RFC 4861 §4.4|
    icmpv6.nd.na.flag.s||Solicited|RFC 4861 §4.4|
    icmpv6.nd.na.target_address||Target address|RFC 4861 §4.4|
    icmpv6.nd.ns.target_address||Target address|RFC 4861 §4.3|
    icmpv6.nd.ra.cur_hop_limit||Cur hop limit|RFC 4861 §4.2|
    icmpv6.nd.ra.flag||Flags|RFC 4861 §4.2|
    icmpv6.nd.ra.flag.h||Home agent|RFC 6275 §7.1|
    icmpv6.nd.ra.flag.m||Managed address configuration|RFC 4861 §4.2|
    icmpv6.nd.ra.flag.o||Other configuration|RFC 4861 §4.2|
    icmpv6.nd.ra.flag.prf||Router preference|RFC 4191 §2.2|
    icmpv6.nd.ra.flag.rsv||Reserved|RFC 4861 §4.2|
    icmpv6.nd.ra.reachable_time||Reachable time|RFC 4861 §4.2|in milliseconds
    icmpv6.nd.ra.retrans_timer||Retrans timer|RFC 4861 §4.2|in milliseconds
    icmpv6.nd.ra.router_lifetime||Router lifetime|RFC 4861 §4.2|in seconds
    icmpv6.opt||Option|RFC 4861 §4.6|
    icmpv6.opt.length|8|Length|RFC 4861 §4.6|in units of 8 octets
    icmpv6.opt.linkaddr||Link-layer address|RFC 4861 §4.6.1|
    icmpv6.opt.mtu||MTU|RFC 4861 §4.6.4|
    icmpv6.opt.prefix||Prefix|RFC 4861 §4.6.2|
    icmpv6.opt.prefix.flag||Flags|RFC 4861 §4.6.2|
    icmpv6.opt.prefix.flag.a||Autonomous address configuration|RFC 4861 §4.6.2|
    icmpv6.opt.prefix.flag.l||On-link|RFC 4861 §4.6.2|
    icmpv6.opt.prefix.flag.reserved||Reserved|RFC 4861 §4.6.2|
    icmpv6.opt.prefix.length||Prefix length|RFC 4861 §4.6.2|in bits
    icmpv6.opt.prefix.preferred_lifetime||Preferred lifetime|RFC 4861 §4.6.2|in seconds
    icmpv6.opt.prefix.valid_lifetime||Valid lifetime|RFC 4861 §4.6.2|in seconds
    icmpv6.opt.rdnss|ipv6|DNS server|RFC 8106 §5.1|
    icmpv6.opt.rdnss.lifetime||Lifetime|RFC 8106 §5.1|in seconds
    icmpv6.opt.rdnss.server||Server|RFC 8106 §5.1|
    icmpv6.opt.rdnss.servers||Servers|RFC 8106 §5.1|
    icmpv6.opt.redirected.data||IP header and data|RFC 4861 §4.6.3|
    icmpv6.opt.reserved|16,32|Reserved|RFC 4861 §4.6.3|
    icmpv6.opt.type|8|Type|RFC 4861 §4.6|
    icmpv6.opt.value|octets|Value|RFC 4861 §4.6|
    icmpv6.pointer||Pointer|RFC 4443 §3.4|the octet of the packet that is wrong
    icmpv6.rd.na.destination_address||Destination address|RFC 4861 §4.5|
    icmpv6.rd.na.target_address||Target address|RFC 4861 §4.5|
    icmpv6.reserved||Unused|RFC 4443 §3.1|
    icmpv6.reserved||Reserved|RFC 4861 §4.1|
    icmpv6.type|8|Type|RFC 4443 §2.1|
    igmp||Internet Group Management Protocol|RFC 3376 §4|
    igmp.aux.data||Auxiliary data|RFC 3376 §4.2.10|
    igmp.aux_data_len|8|Auxiliary data length|RFC 3376 §4.2.6|in 32-bit words
    igmp.checksum|16|Checksum|RFC 3376 §4.1.2|over the whole message
    igmp.data|octets|Further octets|RFC 2236 §2.5|to be ignored, but part of the checksum
    igmp.flags||Suppress, robustness|RFC 3376 §4.1.5|
    igmp.maddr|ipv4|Group address|RFC 3376 §4.1.3|
    igmp.max_resp|8|Max response time|RFC 3376 §4.1.1|in tenths of a second
    igmp.num_grp_recs||Number of group records|RFC 3376 §4.2.3|
    igmp.num_src|16|Number of sources|RFC 3376 §4.1.8|
    igmp.qqic||Querier's query interval|RFC 3376 §4.1.7|
    igmp.qrv||Querier's robustness|RFC 3376 §4.1.6|
    igmp.record||Group record|RFC 3376 §4.2.4|
    igmp.record_type|8|Record type|RFC 3376 §4.2.12|
    igmp.reserved||Reserved|RFC 3376 §4.2|
    igmp.resv||Reserved|RFC 3376 §4.1.4|
    igmp.s||Suppress router processing|RFC 3376 §4.1.5|
    igmp.saddr|ipv4|Source address|RFC 3376 §4.1.9|
    igmp.source|octets|Source|RFC 3376 §4.1.9|
    igmp.sources||Sources|RFC 3376 §4.2.9|
    igmp.type|8|Type|RFC 3376 §4|
    ip||Internet Protocol version 4|RFC 791 §3.1|
    ip.checksum|16|Header checksum|RFC 791 §3.1|over the header only
    ip.data||Payload||of a protocol this program does not read
    ip.dsfield|8|Type of service|RFC 2474 §3|how routers should treat the packet
    ip.dsfield.dscp|6|DSCP|RFC 2474 §3|what treatment routers are asked for; 0 is the ordinary one
    ip.dsfield.ecn|2|ECN|RFC 3168 §5|routers say here that they are overloaded
    ip.dst|ipv4|Destination address|RFC 791 §3.1|the host the packet is for
    ip.flags.df|1|Don't fragment|RFC 791 §3.1|routers must not cut the packet into fragments
    ip.flags.mf|1|More fragments|RFC 791 §3.1|a fragment that is not the last
    ip.flags.rb|1|Reserved|RFC 791 §3.1|must be 0
    ip.flags_offset|16|Flags, fragment offset|RFC 791 §3.1|whether and how the packet was cut into fragments
    ip.frag_offset|13|Fragment offset|RFC 791 §3.1|in units of 8 octets
    ip.fragment||Fragment|RFC 791 §2.3|part of a packet that was cut into pieces
    ip.hdr_len|4|Header length|RFC 791 §3.1|in 32-bit words
    ip.id|16|Identification|RFC 791 §3.1|the same in all fragments of a packet
    ip.len|16|Total length|RFC 791 §3.1|header and data, in octets
    ip.opt.len|8|Option length|RFC 791 §3.1|type and length included
    ip.opt.type|8|Option type|RFC 791 §3.1|
    ip.opt.type.class|2|Option class|RFC 791 §3.1|
    ip.opt.type.copy|1|Copied|RFC 791 §3.1|into every fragment
    ip.opt.type.number|5|Option number|RFC 791 §3.1|
    ip.opt.value|octets|Option data|RFC 791 §3.1|
    ip.option|octets|Option|RFC 791 §3.1|
    ip.options||Options|RFC 791 §3.1|
    ip.proto|8|Protocol|RFC 791 §3.1|which protocol follows
    ip.src|ipv4|Source address|RFC 791 §3.1|the host that sent the packet
    ip.ttl|8|Time to Live|RFC 791 §3.1|routers left before the packet is dropped
    ip.version|4|Version|RFC 791 §3.1|4
    ip.version|4|IP version|RFC 791 §3.1|4
    ip.version_ihl|8|Version, header length|RFC 791 §3.1|the version of IP and how long this header is
    ipv6||Internet Protocol version 6|RFC 8200 §3|
    ipv6.dst|ipv6|Destination address|RFC 8200 §3|
    ipv6.ext||Extension header|RFC 8200 §4|
    ipv6.ext||number of extension headers|RFC 8200 §4|
    ipv6.ext.len|8|Extension length|RFC 8200 §4|in units of 8 octets, the first not counted
    ipv6.ext.nxt|8|Next header|RFC 8200 §4|which protocol or extension follows
    ipv6.flow|20|Flow label|RFC 8200 §3|
    ipv6.fraghdr||Fragment header|RFC 8200 §4.5|
    ipv6.fraghdr.ident|32|Identification|RFC 8200 §4.5|the same in all fragments of a packet
    ipv6.fraghdr.more|1|More fragments|RFC 8200 §4.5|
    ipv6.fraghdr.nxt|8|Next header|RFC 8200 §4.5|
    ipv6.fraghdr.offset|13|Fragment offset|RFC 8200 §4.5|in units of 8 octets
    ipv6.fraghdr.offset_flag|16|Offset, more flag|RFC 8200 §4.5|
    ipv6.fraghdr.reserved_bits|2|Reserved|RFC 8200 §4.5|
    ipv6.fraghdr.reserved_octet|8|Reserved|RFC 8200 §4.5|
    ipv6.head|32|Version, class, flow|RFC 8200 §3|
    ipv6.hlim|8|Hop limit|RFC 8200 §3|routers left before the packet is dropped
    ipv6.nxt|8|Next header|RFC 8200 §3|which protocol or extension follows
    ipv6.opt|octets|Option|RFC 8200 §4.2|
    ipv6.opt.length|8|Option length|RFC 8200 §4.2|of the data that follows
    ipv6.opt.router_alert||Router alert|RFC 2711 §2.1|
    ipv6.opt.type|8|Option type|RFC 8200 §4.2|
    ipv6.opt.value|octets|Option data|RFC 8200 §4.2|
    ipv6.options||Options|RFC 8200 §4.2|
    ipv6.plen|16|Payload length|RFC 8200 §3|octets behind this header
    ipv6.routing.segleft||Segments left|RFC 8200 §4.4|
    ipv6.routing.type||Routing type|RFC 8200 §4.4|
    ipv6.routing.value||Type-specific data|RFC 8200 §4.4|
    ipv6.src|ipv6|Source address|RFC 8200 §3|
    ipv6.tclass|8|Traffic class|RFC 8200 §3|
    ipv6.tclass.dscp|6|DSCP|RFC 2474 §3|
    ipv6.tclass.ecn|2|ECN|RFC 3168 §5|
    ipv6.version|4|Version|RFC 8200 §3|
    llc||Logical Link Control|IEEE 802.2|
    llc.control|8|Control|IEEE 802.2 §5.2|
    llc.control_high|8|Control, second octet|IEEE 802.2 §5.2|
    llc.data||Payload|IEEE 802.2|of a protocol this program does not read
    llc.dsap|8|DSAP|IEEE 802.2 §3.2|
    llc.oui||Organization code|RFC 1042|
    llc.ssap|8|SSAP|IEEE 802.2 §3.2|
    llc.type||Protocol|RFC 1042|
    null||Loopback|LINKTYPE_NULL|
    null.family|32|Address family|LINKTYPE_NULL|in network byte order
    pppoe||PPP over Ethernet|RFC 2516 §4|
    pppoe.code|8|Code|RFC 2516 §4|
    pppoe.payload||Payload|RFC 2516 §4|
    pppoe.payload_length|16|Length|RFC 2516 §4|octets behind this header
    pppoe.session_id|16|Session ID|RFC 2516 §4|
    pppoe.type|4|Type|RFC 2516 §4|
    pppoe.version|4|Version|RFC 2516 §4|
    pppoe.version_type|8|Version, type|RFC 2516 §4|
    pppoed.tag|16|Tag type|RFC 2516 §5|
    pppoed.tag|16|Tag|RFC 2516 §5|
    pppoed.tag_length|16|Tag length|RFC 2516 §5|
    pppoed.tag_value|octets|Tag value|RFC 2516 §5|
    sll||Linux cooked capture|LINKTYPE_LINUX_SLL|
    sll||Linux cooked capture v2|LINKTYPE_LINUX_SLL2|
    sll.etype|16|Protocol|LINKTYPE_LINUX_SLL|
    sll.halen|8,16|Address length|LINKTYPE_LINUX_SLL|
    sll.hatype|16|Hardware type|LINKTYPE_LINUX_SLL|Linux's ARPHRD number of the interface
    sll.ifindex|32|Interface index|LINKTYPE_LINUX_SLL2|
    sll.pkttype|8,16|Packet type|LINKTYPE_LINUX_SLL|
    sll.reserved|16|Reserved|LINKTYPE_LINUX_SLL2|
    sll.src|octets|Sender's address|LINKTYPE_LINUX_SLL|padded with zeros
    tcp||Transmission Control Protocol|RFC 9293 §3.1|
    tcp.ack|32|Acknowledgement number|RFC 9293 §3.1|next octet expected from the other end
    tcp.checksum|16|Checksum|RFC 9293 §3.1|over addresses, header and data
    tcp.data||Payload|RFC 9293 §3.1|part of the application's stream of octets
    tcp.dstport|16|Destination port|RFC 9293 §3.1|the program the segment is for, on its host
    tcp.flags.ack|1|ACK|RFC 9293 §3.1|acknowledgement is valid
    tcp.flags.ae|1|Reserved|RFC 9293 §3.1|0 when sent; the last of the reserved bits, wanted for a later ECN
    tcp.flags.cwr|1|CWR|RFC 3168 §6.1|congestion window reduced
    tcp.flags.ece|1|ECE|RFC 3168 §6.1|congestion experienced
    tcp.flags.fin|1|FIN|RFC 9293 §3.1|no more data from the sender
    tcp.flags.push|1|PSH|RFC 9293 §3.1|give the data to the application
    tcp.flags.res|3|Reserved|RFC 9293 §3.1|0 when sent
    tcp.flags.reset|1|RST|RFC 9293 §3.1|reset the connection
    tcp.flags.syn|1|SYN|RFC 9293 §3.1|start: synchronise sequence numbers
    tcp.flags.urg|1|URG|RFC 9293 §3.1|urgent pointer is valid
    tcp.hdr_len|4|Data offset|RFC 9293 §3.1|header length in 32-bit words
    tcp.offset_flags|16|Data offset, flags|RFC 9293 §3.1|how long the header is, and nine flags
    tcp.option|octets|Option|RFC 9293 §3.1|
    tcp.option_data|octets|Data|RFC 9293 §3.1|
    tcp.option_kind|8|Kind|RFC 9293 §3.1|which option this is
    tcp.option_len|8|Length|RFC 9293 §3.1|kind and length included
    tcp.options||Options|RFC 9293 §3.1|
    tcp.options.mss_val||Maximum segment size|RFC 9293 §3.7.1|the largest piece of data the sender takes in one segment
    tcp.options.sack||Blocks|RFC 2018 §3|
    tcp.options.sack.block|octets|Block|RFC 2018 §3|
    tcp.options.sack_le|32|Left edge|RFC 2018 §3|first octet received
    tcp.options.sack_re|32|Right edge|RFC 2018 §3|the octet behind the last one received
    tcp.options.timestamp.tsecr||Timestamp echo reply|RFC 7323 §3.2|
    tcp.options.timestamp.tsval||Timestamp value|RFC 7323 §3.2|
    tcp.options.wscale.shift|8|Shift count|RFC 7323 §2.2|
    tcp.quoted||Rest of the header|RFC 792|the error quoted no more
    tcp.reset.data||Data of a reset|RFC 9293 §3.5.3|may say why the connection was reset; no part of the stream
    tcp.seq|32|Sequence number|RFC 9293 §3.1|number of the first octet of data
    tcp.srcport|16|Source port|RFC 9293 §3.1|the program that sent it, on its host
    tcp.urgent_pointer|16|Urgent pointer|RFC 9293 §3.1|counts only where URG is set
    tcp.window_size_value|16|Window|RFC 9293 §3.1|octets the sender is ready to take (before scaling)
    udp||User Datagram Protocol|RFC 768|
    udp.checksum|16|Checksum|RFC 768|over addresses, header and data; 0 means none
    udp.data||Payload|RFC 768|what the application sent
    udp.dstport|16|Destination port|RFC 768|
    udp.length|16|Length|RFC 768|header and data, in octets
    udp.nat_keepalive||NAT keep-alive|RFC 3948 §2.3|keeps the entry in the NAT's table
    udp.srcport|16|Source port|RFC 768|
    udp.unexplained||Payload|RFC 768|of a protocol that this version does not read
    vlan||802.1Q VLAN tag|IEEE 802.1Q §9.3|
    vlan.control|16|Tag control|IEEE 802.1Q §9.6|
    vlan.dei|1|Drop eligible|IEEE 802.1Q §9.6|
    vlan.id|12|VLAN ID|IEEE 802.1Q §9.6|
    vlan.priority|3|Priority|IEEE 802.1Q §9.6|
    vlan.type|16|Type|IEEE 802.1Q §9.6|which protocol follows the tag
    wire.unexplained|octets|Unexplained octets||the layout ended before the octets did, or a length is wrong
    """#
}
