/// Every field id in the sources of the layouts and the Observer. Made by the test that compares it with them
/// (VPNLAB_REWRITE=1 swift test --filter FieldCatalogueTests); not to be written by hand.
enum FieldTable {
  static let text = """
    ah ah.icv ah.length ah.next_header ah.reserved ah.sequence ah.spi
    arp arp.addresses arp.dst.hw_mac arp.dst.proto_ipv4 arp.hw.size arp.hw.type arp.opcode arp.proto.size arp.proto.type arp.src.hw_mac
    arp.src.proto_ipv4
    bsdcomp bsdcomp.compressed bsdcomp.seq
    ccp ccp.body ccp.code ccp.id ccp.length ccp.message ccp.opt.bsd ccp.opt.bsd.dict ccp.opt.bsd.version ccp.opt.check_mode ccp.opt.deflate
    ccp.opt.deflate.chk ccp.opt.deflate.mbz ccp.opt.deflate.mbz_chk ccp.opt.deflate.method ccp.opt.deflate.window ccp.opt.histories
    ccp.opt.length ccp.opt.mppe.bits ccp.opt.mppe.c ccp.opt.mppe.d ccp.opt.mppe.h ccp.opt.mppe.l ccp.opt.mppe.m ccp.opt.mppe.reserved1
    ccp.opt.mppe.reserved2 ccp.opt.mppe.reserved3 ccp.opt.mppe.s ccp.opt.oui ccp.opt.process_mode ccp.opt.stac_value ccp.opt.subtype
    ccp.opt.type ccp.opt.value ccp.opt.vendor_value ccp.option ccp.padding ccp.rejected_code ccp.rejected_id ccp.rejected_length
    ccp.rejected_packet ccp.value
    chap chap.block chap.block.filling chap.block.length chap.block.password chap.body chap.change.flags chap.change.flags.lm
    chap.change.flags.nt chap.change.flags.reserved chap.change.hash chap.change.hash_lm chap.change.lm_response chap.change.new_lm
    chap.change.new_nt chap.change.nt_response chap.change.old_lm chap.change.old_nt chap.change.opened.new_lm chap.change.opened.new_nt
    chap.change.opened.old_lm chap.change.opened.old_nt chap.change.password chap.change.password_length chap.change.password_lm
    chap.change.peer_challenge chap.change.reserved chap.code chap.identifier chap.length chap.message chap.message.c chap.message.e
    chap.message.m chap.message.r chap.message.s chap.message.text chap.message.v chap.mschap.flags chap.mschap.lm_response
    chap.mschap.nt_response chap.mschapv2.flags chap.mschapv2.nt_response chap.mschapv2.peer_challenge chap.mschapv2.reserved chap.name
    chap.padding chap.unknown_code chap.value chap.value_size
    chdlc chdlc.address chdlc.control chdlc.protocol
    deflate deflate.compressed deflate.seq
    der.contents der.element der.length der.long_length der.tag
    eap eap.body eap.code eap.data eap.desired_type eap.ext.vendor_id eap.ext.vendor_type eap.ext.vendor_value eap.extra eap.id eap.identity
    eap.len eap.md5.extra_data eap.md5.value eap.md5.value_size eap.ms_chap_v2.challenge eap.ms_chap_v2.flags eap.ms_chap_v2.id
    eap.ms_chap_v2.length eap.ms_chap_v2.message eap.ms_chap_v2.name eap.ms_chap_v2.nt_response eap.ms_chap_v2.opcode
    eap.ms_chap_v2.peer_challenge eap.ms_chap_v2.reserved eap.ms_chap_v2.unknown_code eap.ms_chap_v2.value_size eap.nak eap.notification
    eap.padding eap.tls.flags eap.tls.flags.len_included eap.tls.flags.more_fragments eap.tls.flags.reserved eap.tls.flags.start
    eap.tls.flags.version eap.tls.fragment eap.tls.len eap.token eap.type
    esp esp.ciphertext esp.sequence esp.spi
    eth eth.data eth.dst eth.dst.ig eth.dst.lg eth.padding eth.src eth.src.ig eth.src.lg eth.trailer eth.type
    frame.data
    gre gre.ack_number gre.checksum gre.data gre.flags.ack gre.flags.checksum gre.flags.key gre.flags.recursion_control gre.flags.reserved
    gre.flags.routing gre.flags.sequence_number gre.flags.strict_source_route gre.flags.version gre.flags_and_version gre.key
    gre.key.call_id gre.key.payload_length gre.offset gre.proto gre.routing gre.routing.address_family gre.routing.information
    gre.routing.sre_length gre.routing.sre_offset gre.sequence_number gre.unexplained
    hdlc.abort hdlc.escaped hdlc.fcs hdlc.flag hdlc.frame hdlc.inserted hdlc.octets hdlc.part
    icmp icmp.checksum icmp.code icmp.data icmp.data_time icmp.data_time.usec icmp.ident icmp.mtu icmp.pointer icmp.quoted icmp.quoted.data
    icmp.redir_gw icmp.seq icmp.type icmp.unused
    icmpv6 icmpv6.checksum icmpv6.code icmpv6.data icmpv6.echo.identifier icmpv6.echo.sequence_number icmpv6.mld.data icmpv6.mld.flag
    icmpv6.mld.flag.qrv icmpv6.mld.flag.reserved icmpv6.mld.flag.s icmpv6.mld.maximum_response_delay icmpv6.mld.multicast_address
    icmpv6.mld.nb_sources icmpv6.mld.qqi icmpv6.mld.reserved icmpv6.mld.source icmpv6.mldr.mar icmpv6.mldr.mar.aux.data
    icmpv6.mldr.mar.aux_data_len icmpv6.mldr.mar.multicast_address icmpv6.mldr.mar.nb_sources icmpv6.mldr.mar.record_type
    icmpv6.mldr.mar.source icmpv6.mldr.mar.source_address icmpv6.mldr.mar.sources icmpv6.mldr.nb_mcast_records icmpv6.mtu icmpv6.nd.na.flag
    icmpv6.nd.na.flag.o icmpv6.nd.na.flag.r icmpv6.nd.na.flag.rsv icmpv6.nd.na.flag.s icmpv6.nd.na.target_address
    icmpv6.nd.ns.target_address icmpv6.nd.ra.cur_hop_limit icmpv6.nd.ra.flag icmpv6.nd.ra.flag.h icmpv6.nd.ra.flag.m icmpv6.nd.ra.flag.o
    icmpv6.nd.ra.flag.prf icmpv6.nd.ra.flag.rsv icmpv6.nd.ra.reachable_time icmpv6.nd.ra.retrans_timer icmpv6.nd.ra.router_lifetime
    icmpv6.opt icmpv6.opt.length icmpv6.opt.linkaddr icmpv6.opt.mtu icmpv6.opt.prefix icmpv6.opt.prefix.flag icmpv6.opt.prefix.flag.a
    icmpv6.opt.prefix.flag.l icmpv6.opt.prefix.flag.reserved icmpv6.opt.prefix.length icmpv6.opt.prefix.preferred_lifetime
    icmpv6.opt.prefix.valid_lifetime icmpv6.opt.rdnss icmpv6.opt.rdnss.lifetime icmpv6.opt.rdnss.server icmpv6.opt.rdnss.servers
    icmpv6.opt.redirected.data icmpv6.opt.reserved icmpv6.opt.type icmpv6.opt.value icmpv6.pointer icmpv6.rd.na.destination_address
    icmpv6.rd.na.target_address icmpv6.reserved icmpv6.type
    igmp igmp.aux.data igmp.aux_data_len igmp.checksum igmp.data igmp.flags igmp.maddr igmp.max_resp igmp.num_grp_recs igmp.num_src
    igmp.qqic igmp.qrv igmp.record igmp.record_type igmp.reserved igmp.resv igmp.s igmp.saddr igmp.source igmp.sources igmp.type
    ip ip.checksum ip.data ip.dsfield ip.dsfield.dscp ip.dsfield.ecn ip.dst ip.flags.df ip.flags.mf ip.flags.rb ip.flags_offset
    ip.frag_offset ip.fragment ip.hdr_len ip.id ip.len ip.opt.len ip.opt.type ip.opt.type.class ip.opt.type.copy ip.opt.type.number
    ip.opt.value ip.option ip.options ip.proto ip.src ip.ttl ip.version ip.version_ihl
    ipcp ipcp.body ipcp.code ipcp.id ipcp.length ipcp.message ipcp.opt.address ipcp.opt.compression ipcp.opt.compression_value
    ipcp.opt.destination ipcp.opt.dns1 ipcp.opt.dns2 ipcp.opt.home_address ipcp.opt.length ipcp.opt.nbns1 ipcp.opt.nbns2 ipcp.opt.source
    ipcp.opt.type ipcp.opt.value ipcp.opt.vj.comp_slot ipcp.opt.vj.max_slot ipcp.option ipcp.padding ipcp.rejected_code ipcp.rejected_id
    ipcp.rejected_length ipcp.rejected_packet ipcp.value
    ipv6 ipv6.dst ipv6.ext ipv6.ext.len ipv6.ext.nxt ipv6.flow ipv6.fraghdr ipv6.fraghdr.ident ipv6.fraghdr.more ipv6.fraghdr.nxt
    ipv6.fraghdr.offset ipv6.fraghdr.offset_flag ipv6.fraghdr.reserved_bits ipv6.fraghdr.reserved_octet ipv6.head ipv6.hlim ipv6.nxt
    ipv6.opt ipv6.opt.length ipv6.opt.router_alert ipv6.opt.type ipv6.opt.value ipv6.options ipv6.plen ipv6.routing.segleft
    ipv6.routing.type ipv6.routing.value ipv6.src ipv6.tclass ipv6.tclass.dscp ipv6.tclass.ecn ipv6.version
    ipv6cp ipv6cp.body ipv6cp.code ipv6cp.id ipv6cp.length ipv6cp.message ipv6cp.opt.compression ipv6cp.opt.compression_value
    ipv6cp.opt.interface_id ipv6cp.opt.length ipv6cp.opt.type ipv6cp.opt.value ipv6cp.option ipv6cp.padding ipv6cp.rejected_code
    ipv6cp.rejected_id ipv6cp.rejected_length ipv6cp.rejected_packet ipv6cp.value
    lcp lcp.body lcp.code lcp.echo_octets lcp.id lcp.kind lcp.length lcp.magic lcp.message lcp.opt.accm lcp.opt.algorithm
    lcp.opt.asyncmap.ack lcp.opt.asyncmap.bel lcp.opt.asyncmap.bs lcp.opt.asyncmap.can lcp.opt.asyncmap.cr lcp.opt.asyncmap.dc1
    lcp.opt.asyncmap.dc2 lcp.opt.asyncmap.dc3 lcp.opt.asyncmap.dc4 lcp.opt.asyncmap.dle lcp.opt.asyncmap.em lcp.opt.asyncmap.enq
    lcp.opt.asyncmap.eot lcp.opt.asyncmap.esc lcp.opt.asyncmap.etb lcp.opt.asyncmap.etx lcp.opt.asyncmap.ff lcp.opt.asyncmap.fs
    lcp.opt.asyncmap.gs lcp.opt.asyncmap.ht lcp.opt.asyncmap.lf lcp.opt.asyncmap.nak lcp.opt.asyncmap.nul lcp.opt.asyncmap.rs
    lcp.opt.asyncmap.si lcp.opt.asyncmap.so lcp.opt.asyncmap.soh lcp.opt.asyncmap.stx lcp.opt.asyncmap.sub lcp.opt.asyncmap.syn
    lcp.opt.asyncmap.us lcp.opt.asyncmap.vt lcp.opt.auth lcp.opt.auth_value lcp.opt.callback_message lcp.opt.ed_address lcp.opt.ed_class
    lcp.opt.fcs lcp.opt.fcs.ccitt16 lcp.opt.fcs.ccitt32 lcp.opt.fcs.null lcp.opt.fcs.reserved lcp.opt.hdlc_address lcp.opt.kind
    lcp.opt.length lcp.opt.link_discriminator lcp.opt.magic lcp.opt.maximum_pad lcp.opt.mrru lcp.opt.mru lcp.opt.operation lcp.opt.oui
    lcp.opt.quality lcp.opt.quality_value lcp.opt.reporting_period lcp.opt.type lcp.opt.value lcp.opt.vendor_value lcp.opt.window lcp.option
    lcp.oui lcp.padding lcp.rejected lcp.rejected_code lcp.rejected_id lcp.rejected_information lcp.rejected_length lcp.rejected_packet
    lcp.rejected_protocol lcp.seconds_remaining lcp.value lcp.vendor_value
    llc llc.control llc.control_high llc.data llc.dsap llc.oui llc.ssap llc.type
    mp mp.data mp.first mp.header mp.last mp.reserved mp.seq
    mppc.compressed
    mppe mppe.b mppe.c mppe.ciphertext mppe.coherency mppe.compressed mppe.data mppe.encrypted mppe.flushed mppe.head
    ncp ncp.body ncp.code ncp.id ncp.length ncp.message ncp.opt.length ncp.opt.type ncp.opt.value ncp.option ncp.padding ncp.rejected_code
    ncp.rejected_id ncp.rejected_length ncp.rejected_packet ncp.value
    null null.family
    pap pap.body pap.code pap.identifier pap.length pap.message pap.message.length pap.padding pap.password pap.password.length pap.peer_id
    pap.peer_id.length pap.unknown_code
    ppp ppp.address ppp.compressed ppp.control ppp.data ppp.direction ppp.lqr ppp.lqr.last_out_lqrs ppp.lqr.last_out_octets
    ppp.lqr.last_out_packets ppp.lqr.magic ppp.lqr.peer_in_discards ppp.lqr.peer_in_errors ppp.lqr.peer_in_lqrs ppp.lqr.peer_in_octets
    ppp.lqr.peer_in_packets ppp.lqr.peer_out_lqrs ppp.lqr.peer_out_octets ppp.lqr.peer_out_packets ppp.padding ppp.protocol
    pppoe pppoe.code pppoe.payload pppoe.payload_length pppoe.session_id pppoe.type pppoe.version pppoe.version_type
    pppoed.tag pppoed.tag_length pppoed.tag_value
    pptp pptp.again pptp.alignment_errors pptp.bearer.analog pptp.bearer.digital pptp.bearer.reserved pptp.bearer_capabilities
    pptp.bearer_type pptp.buffer_overruns pptp.call_id pptp.call_serial_number pptp.call_statistics pptp.cause pptp.connect_speed
    pptp.control_message_type pptp.control_result pptp.crc_errors pptp.data pptp.dialed_number pptp.dialed_number_length pptp.dialing_number
    pptp.dialing_number_length pptp.disc_result pptp.echo_result pptp.error pptp.firmware_revision pptp.framing.async pptp.framing.reserved
    pptp.framing.sync pptp.framing_capabilities pptp.framing_errors pptp.framing_type pptp.hardware_overruns pptp.host_name pptp.identifier
    pptp.in_result pptp.length pptp.magic_cookie pptp.maximum_bps pptp.maximum_channels pptp.minimum_bps pptp.out_result
    pptp.packet_processing_delay pptp.packet_receive_window_size pptp.peer_call_id pptp.phone_number pptp.phone_number_length
    pptp.physical_channel_id pptp.protocol_version pptp.reason pptp.receive_accm pptp.reserved0 pptp.reserved1 pptp.reserved2 pptp.rest
    pptp.segment pptp.send_accm pptp.stop_result pptp.subaddress pptp.timeout_errors pptp.type pptp.unexplained pptp.vendor_name
    sll sll.etype sll.halen sll.hatype sll.ifindex sll.pkttype sll.reserved sll.src
    tcp tcp.ack tcp.checksum tcp.data tcp.dstport tcp.flags.ack tcp.flags.ae tcp.flags.cwr tcp.flags.ece tcp.flags.fin tcp.flags.push
    tcp.flags.res tcp.flags.reset tcp.flags.syn tcp.flags.urg tcp.hdr_len tcp.offset_flags tcp.option tcp.option_data tcp.option_kind
    tcp.option_len tcp.options tcp.options.mss_val tcp.options.sack tcp.options.sack.block tcp.options.sack_le tcp.options.sack_re
    tcp.options.timestamp.tsecr tcp.options.timestamp.tsval tcp.options.wscale.shift tcp.quoted tcp.reset.data tcp.seq tcp.srcport
    tcp.urgent_pointer tcp.window_size_value
    tls tls.alert_message.ciphertext tls.alert_message.desc tls.alert_message.level tls.app_data.ciphertext tls.change_cipher_spec
    tls.handshake tls.handshake.body tls.handshake.cert_types tls.handshake.cert_types_count tls.handshake.certificate
    tls.handshake.certificate_length tls.handshake.certificates tls.handshake.certificates_length tls.handshake.cipher_suites_length
    tls.handshake.ciphersuite tls.handshake.ciphersuites tls.handshake.ciphertext tls.handshake.client_params tls.handshake.client_point
    tls.handshake.client_point_len tls.handshake.comp_method tls.handshake.comp_methods tls.handshake.comp_methods_length
    tls.handshake.content tls.handshake.dname tls.handshake.dname_len tls.handshake.dnames tls.handshake.dnames_len tls.handshake.epms
    tls.handshake.epms_len tls.handshake.extension tls.handshake.extension.content tls.handshake.extension.len tls.handshake.extension.type
    tls.handshake.extensions tls.handshake.extensions_length tls.handshake.extensions_supported_group
    tls.handshake.extensions_supported_groups tls.handshake.extensions_supported_groups_length tls.handshake.g tls.handshake.g_len
    tls.handshake.length tls.handshake.p tls.handshake.p_len tls.handshake.random tls.handshake.server_curve_type
    tls.handshake.server_params tls.handshake.server_point tls.handshake.server_point_len tls.handshake.session_id
    tls.handshake.session_id_length tls.handshake.session_ticket tls.handshake.session_ticket_length
    tls.handshake.session_ticket_lifetime_hint tls.handshake.sig tls.handshake.sig_hash_alg tls.handshake.sig_hash_alg_len
    tls.handshake.sig_hash_algs tls.handshake.sig_len tls.handshake.type tls.handshake.verify_data tls.handshake.version tls.handshake.ys
    tls.handshake.ys_len tls.record tls.record.content_type tls.record.fragment tls.record.length tls.record.version
    udp udp.checksum udp.data udp.dstport udp.length udp.nat_keepalive udp.srcport udp.unexplained
    vjc vjc.change_mask vjc.change_mask.ack vjc.change_mask.connection_number vjc.change_mask.ip_id vjc.change_mask.psh
    vjc.change_mask.reserved vjc.change_mask.seq vjc.change_mask.urg vjc.change_mask.win vjc.checksum vjc.connection_number vjc.data
    vjc.delta_ack vjc.delta_ipid vjc.delta_seq vjc.delta_window vjc.urgent_pointer
    vlan vlan.control vlan.dei vlan.id vlan.priority vlan.type
    wire.unexplained
    x509.certificate x509.name
    """
}
