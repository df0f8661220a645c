// Made by FieldCatalogueTests (VPNLAB_REWRITE=1 swift test --filter FieldCatalogueTests); not to be written by hand.
extension FieldTable {
  static let login: StaticString = #"""
    chap||Challenge Handshake Authentication Protocol|RFC 1994 §4|
    chap.block||PWBLOCK|RFC 2433 §A.11|
    chap.block.filling|octets|Random octets|RFC 2433 §A.12|fill the block, so that its length tells nothing
    chap.block.length|octets|PasswordLength|RFC 2433 §A.12|low octet first
    chap.block.password||New password|RFC 2433 §A.12|UTF-16, low octet first
    chap.body||Data|RFC 1994 §4|
    chap.change.flags||Flags|RFC 2759 §7|must be zero
    chap.change.flags.lm||LM fields count|RFC 2433 §10|should be zero
    chap.change.flags.nt||Windows NT hashes count|RFC 2433 §9|
    chap.change.flags.nt||Use Windows NT response|RFC 2433 §10|
    chap.change.flags.reserved||Reserved|RFC 2433 §9|must be zero
    chap.change.hash||Old NT Hash Encrypted with New NT Hash|RFC 2433 §10|shows that the sender knows the old password
    chap.change.hash||Encrypted-Hash|RFC 2759 §7|the old hash under the new one: the sender knows the old password
    chap.change.hash_lm||Old LM Hash Encrypted With New NT Hash|RFC 2433 §10|deprecated: should be zero
    chap.change.lm_response||LAN Manager compatible challenge response|RFC 2433 §10|deprecated: should be zero
    chap.change.new_lm|octets|Encrypted LAN Manager New Password Hash|RFC 2433 §9|
    chap.change.new_nt||Encrypted Windows NT New Password Hash|RFC 2433 §9|encrypted with the challenge, which everybody saw
    chap.change.nt_response||Windows NT compatible challenge response|RFC 2433 §10|made with the new password
    chap.change.nt_response||NT-Response|RFC 2759 §7|made with the new password and the challenge in the Failure
    chap.change.old_lm|octets|Encrypted LAN Manager Old password Hash|RFC 2433 §9|
    chap.change.old_nt||Encrypted Windows NT Old Password Hash|RFC 2433 §9|encrypted with the challenge, which everybody saw
    chap.change.opened.new_lm||New LmPasswordHash|RFC 2433 §A.8|
    chap.change.opened.new_nt||New NtPasswordHash|RFC 2433 §A.10|
    chap.change.opened.old_lm||Old LmPasswordHash|RFC 2433 §A.8|
    chap.change.opened.old_nt||Old NtPasswordHash|RFC 2433 §A.10, §A.14|
    chap.change.password||Password Encrypted with Old NT Hash|RFC 2433 §10|the new password, under the old one's hash
    chap.change.password||Encrypted-Password|RFC 2759 §7|the new password, under the old one's hash
    chap.change.password_length||Password Length|RFC 2433 §9|of the new password for LAN Manager; above 14: no LAN Manager hashes
    chap.change.password_lm||Password Encrypted with Old LM Hash|RFC 2433 §10|deprecated: should be zero
    chap.change.peer_challenge||Peer-Challenge|RFC 2759 §7|
    chap.change.reserved||Reserved|RFC 2759 §7|must be zero
    chap.code|8|Code|RFC 1994 §4|what this packet is
    chap.identifier|8|Identifier|RFC 1994 §4|joins challenge, response and verdict
    chap.length|16|Length|RFC 1994 §4|of the packet, Code included
    chap.message|octets|Message|RFC 2759 §5|the verdict in words, with MS-CHAP also for programs to read
    chap.message|octets|Message|RFC 1994 §4.2|for people
    chap.message.c||C, challenge|RFC 2759 §6|for the next try
    chap.message.e||E, error code|RFC 2759 §6|why authentication failed
    chap.message.m||M, message|RFC 2759 §5, §6|for people
    chap.message.r||R, retry|RFC 2759 §6|
    chap.message.s||S, authenticator response|RFC 2759 §5|proves that the server knows the password too
    chap.message.text|octets|Text|RFC 1994 §4.2|
    chap.message.v||V, version|RFC 2759 §6|which Change-Password packet the server takes
    chap.mschap.flags||Use Windows NT response|RFC 2433 §6|
    chap.mschap.lm_response||LAN Manager response|RFC 2433 §6|deprecated: should be zero
    chap.mschap.nt_response||Windows NT response|RFC 2433 §6|the challenge, encrypted with the password's hash
    chap.mschapv2.flags||Flags|RFC 2759 §4|must be zero
    chap.mschapv2.nt_response||NT-Response|RFC 2759 §4|the hash of both challenges and the name, encrypted with the password's hash
    chap.mschapv2.peer_challenge||Peer-Challenge|RFC 2759 §4|the client's random octets: the server has to prove itself too
    chap.mschapv2.reserved||Reserved|RFC 2759 §4|must be zero
    chap.name|octets|Name|RFC 1994 §4.1|who sends this
    chap.padding||Padding|RFC 1994 §4|octets behind Length: ignored
    chap.unknown_code|octets|Data of an unknown code|RFC 1994 §4|
    chap.value|octets|Value|RFC 1994 §4.1|
    chap.value|octets|Challenge Value|RFC 1994 §4.1|random octets, never the same twice
    chap.value|octets|Response Value|RFC 1994 §4.1|MD5 over Identifier, password and challenge
    chap.value_size|8|Value-Size|RFC 1994 §4.1|octets of the Value
    der.contents|octets|Contents|X.690 §8.1.4|
    der.element|octets|Element|X.690 §8.1|
    der.length|8|Length|X.690 §8.1.3|
    der.long_length|16,24,32|Length|X.690 §8.1.3|
    der.tag|8|Tag|X.690 §8.1.2|what kind of value this is
    eap||Extensible Authentication Protocol|RFC 3748 §4|
    eap.body||Data|RFC 3748 §4|
    eap.code|8|Code|RFC 3748 §4|what this packet is
    eap.data|octets|Type-Data|RFC 3748 §4.1|of a method without a layout here
    eap.desired_type|8|Desired Authentication Type|RFC 3748 §5.3.1|a method the sender would take
    eap.ext.vendor_id|24|Vendor-Id|RFC 3748 §5.7|whose types these are; 0: IETF's
    eap.ext.vendor_type|32|Vendor-Type|RFC 3748 §5.7|
    eap.ext.vendor_value|octets|Vendor data|RFC 3748 §5.7|
    eap.extra|octets|Octets that do not belong here|RFC 3748 §4.2|Success and Failure have no data
    eap.id|8|Identifier|RFC 3748 §4|joins a response to its request
    eap.identity|octets|Displayable Message|RFC 3748 §5.1|who the other end is, or the question
    eap.len|16|Length|RFC 3748 §4|of the packet, Code included
    eap.md5.extra_data||Name|RFC 1994 §4.1|
    eap.md5.value||Value|RFC 3748 §5.4|as in CHAP: a challenge, or MD5 over Identifier, password and challenge
    eap.md5.value_size||Value-Size|RFC 1994 §4.1|
    eap.ms_chap_v2.challenge||Challenge|RFC 2759 §3|
    eap.ms_chap_v2.flags||Flags|RFC 2759 §4|must be zero
    eap.ms_chap_v2.id||MS-CHAPv2-ID|draft-kamath-pppext-eap-mschapv2 §2|
    eap.ms_chap_v2.length||MS-Length|draft-kamath-pppext-eap-mschapv2 §2|from OpCode on
    eap.ms_chap_v2.message||Message|RFC 2759 §5|
    eap.ms_chap_v2.name||Name|RFC 2759 §4|
    eap.ms_chap_v2.nt_response||NT-Response|RFC 2759 §4|the hash of both challenges and the name, encrypted with the password's hash
    eap.ms_chap_v2.opcode||OpCode|draft-kamath-pppext-eap-mschapv2 §2|MS-CHAPv2's own code
    eap.ms_chap_v2.peer_challenge||Peer-Challenge|RFC 2759 §4|the client's random octets: the server has to prove itself too
    eap.ms_chap_v2.reserved||Reserved|RFC 2759 §4|must be zero
    eap.ms_chap_v2.unknown_code||Data of an unknown code|draft-kamath-pppext-eap-mschapv2 §2|
    eap.ms_chap_v2.value_size||Value-Size|draft-kamath-pppext-eap-mschapv2 §2.1|
    eap.nak||Desired method|RFC 3748 §5.3.1|
    eap.notification||Displayable Message|RFC 3748 §5.2|for people
    eap.padding|octets|Padding|RFC 3748 §4|octets behind Length: ignored
    eap.tls.flags||Flags|RFC 5216 §3.1|
    eap.tls.flags.len_included||L, length included|RFC 5216 §3.1|
    eap.tls.flags.more_fragments||M, more fragments|RFC 5216 §3.1|
    eap.tls.flags.reserved||R, reserved|RFC 5216 §3.1|
    eap.tls.flags.start||S, start|RFC 5216 §3.1|
    eap.tls.flags.version||R or version|RFC 5216 §3.1|reserved; PEAP and EAP-TTLS keep their version here
    eap.tls.fragment||TLS data|RFC 5216 §2.1.5|a fragment: it is read when the message is complete
    eap.tls.len||TLS Message Length|RFC 5216 §3.1|of the whole message, all fragments together
    eap.token|octets|Text|RFC 3748 §5.5|the question, or the password that is used up by being used
    eap.type|8|Type|RFC 3748 §4.1|the method, or what is asked
    pap||Password Authentication Protocol|RFC 1334 §2|
    pap.body||Data|RFC 1334 §2.2|
    pap.code|8|Code|RFC 1334 §2.2|what this packet is
    pap.identifier|8|Identifier|RFC 1334 §2.2|joins an answer to its request
    pap.length|16|Length|RFC 1334 §2.2|of the packet, Code included
    pap.message||Message|RFC 1334 §2.2.2|for people
    pap.message.length|8|Msg-Length|RFC 1334 §2.2.2|
    pap.padding|octets|Padding|RFC 1334 §2.2|octets behind Length: ignored
    pap.password|octets|Password|RFC 1334 §2.2.1|in clear: whoever listens knows it now
    pap.password.length|8|Passwd-Length|RFC 1334 §2.2.1|
    pap.peer_id|octets|Peer-ID|RFC 1334 §2.2.1|the name of who wants to be let in
    pap.peer_id.length|8|Peer-ID Length|RFC 1334 §2.2.1|
    pap.unknown_code|octets|Data of an unknown code|RFC 1334 §2.2|
    tls||Transport Layer Security|RFC 5246 §6.2|
    tls.alert_message.ciphertext||Encrypted Alert|RFC 5246 §7.2|
    tls.alert_message.desc||Description|RFC 5246 §7.2|why
    tls.alert_message.level||Level|RFC 5246 §7.2|
    tls.app_data.ciphertext|octets|Encrypted Data|RFC 5246 §10|
    tls.change_cipher_spec||Change Cipher Spec|RFC 5246 §7.1|what follows from this end is encrypted
    tls.handshake||Handshake|RFC 5246 §7.4|
    tls.handshake.body||Body|RFC 5246 §7.4|
    tls.handshake.cert_types||Certificate Types|RFC 5246 §7.4.4|
    tls.handshake.cert_types_count||Certificate Types Count|RFC 5246 §7.4.4|
    tls.handshake.certificate||Certificate|RFC 5280 §4.1|
    tls.handshake.certificate_length|24|Certificate Length|RFC 5246 §7.4.2|
    tls.handshake.certificates||Certificates|RFC 5246 §7.4.2|
    tls.handshake.certificates||Certificate|RFC 5246 §7.4.2|
    tls.handshake.certificates_length||Certificates Length|RFC 5246 §7.4.2|
    tls.handshake.cipher_suites_length||Cipher Suites Length|RFC 5246 §7.4.1.2|
    tls.handshake.ciphersuite|16|Cipher Suite|RFC 5246 §A.5|key exchange, signature, cipher and hash together
    tls.handshake.ciphersuites||Cipher Suites|RFC 5246 §7.4.1.2|
    tls.handshake.ciphersuites||Cipher Suite|RFC 5246 §7.4.1.2|
    tls.handshake.ciphertext||Encrypted Handshake Message|RFC 5246 §7.4.9|after Change Cipher Spec: Finished
    tls.handshake.client_params||Parameters|RFC 5246 §7.4.7|
    tls.handshake.client_point||Public Key|RFC 8422 §5.7|the client's half of the Diffie-Hellman exchange
    tls.handshake.client_point_len||Public Key Length|RFC 8422 §5.7|
    tls.handshake.comp_method||Compression Method|RFC 5246 §7.4.1.3|
    tls.handshake.comp_methods||Compression Methods|RFC 5246 §7.4.1.2|
    tls.handshake.comp_methods_length||Compression Methods Length|RFC 5246 §7.4.1.2|
    tls.handshake.content|octets|Content|RFC 5246 §7.4|
    tls.handshake.dname||Distinguished Name|RFC 5246 §7.4.4|
    tls.handshake.dname_len|16|Distinguished Name Length|RFC 5246 §7.4.4|
    tls.handshake.dnames||Distinguished Names|RFC 5246 §7.4.4|
    tls.handshake.dnames||Authority|RFC 5246 §7.4.4|
    tls.handshake.dnames_len||Distinguished Names Length|RFC 5246 §7.4.4|
    tls.handshake.epms||Encrypted Premaster Secret or Yc|RFC 5246 §7.4.7|RSA: the secret under the server's key; Diffie-Hellman: the \#
    client's half
    tls.handshake.epms_len||Length|RFC 5246 §7.4.7|
    tls.handshake.extension||Extension|RFC 5246 §7.4.1.4|
    tls.handshake.extension.content|octets|Data|RFC 5246 §7.4.1.4|
    tls.handshake.extension.len|16|Length|RFC 5246 §7.4.1.4|
    tls.handshake.extension.type|16|Type|RFC 5246 §7.4.1.4|
    tls.handshake.extensions||Extensions|RFC 5246 §7.4.1.4|
    tls.handshake.extensions_length||Extensions Length|RFC 5246 §7.4.1.4|
    tls.handshake.extensions_supported_group|16|Group|RFC 8446 §4.2.7|
    tls.handshake.extensions_supported_groups||Supported Group|RFC 8446 §4.2.7|
    tls.handshake.extensions_supported_groups_length||Groups Length|RFC 8446 §4.2.7|
    tls.handshake.g||g|RFC 5246 §7.4.3|the generator
    tls.handshake.g_len||g Length|RFC 5246 §7.4.3|
    tls.handshake.length|24|Length|RFC 5246 §7.4|
    tls.handshake.p||p|RFC 5246 §7.4.3|the prime
    tls.handshake.p_len||p Length|RFC 5246 §7.4.3|
    tls.handshake.random|octets|Random|RFC 5246 §7.4.1.2|fresh random octets: the keys depend on them
    tls.handshake.server_curve_type||Curve Type|RFC 8422 §5.4|
    tls.handshake.server_params||Parameters|RFC 5246 §7.4.3|of a key exchange without a layout here
    tls.handshake.server_point||Public Key|RFC 8422 §5.4|the server's half of the Diffie-Hellman exchange
    tls.handshake.server_point_len||Public Key Length|RFC 8422 §5.4|
    tls.handshake.session_id||Session ID|RFC 5246 §7.4.1.2|to take up an earlier session
    tls.handshake.session_id_length|8|Session ID Length|RFC 5246 §7.4.1.2|
    tls.handshake.session_ticket|octets|Session Ticket|RFC 5077 §3.3|only the server can read it
    tls.handshake.session_ticket_length|16|Session Ticket Length|RFC 5077 §3.3|
    tls.handshake.session_ticket_lifetime_hint|32|Lifetime Hint|RFC 5077 §3.3|
    tls.handshake.sig||Signature|RFC 5246 §4.7|made with the private key of the certificate
    tls.handshake.sig_hash_alg|16|Signature Algorithm|RFC 8446 §4.2.3|
    tls.handshake.sig_hash_alg_len||Signature Algorithms Length|RFC 5246 §7.4.4|
    tls.handshake.sig_hash_algs||Signature Algorithms|RFC 5246 §7.4.4|
    tls.handshake.sig_hash_algs||Signature Algorithm|RFC 5246 §7.4.4|
    tls.handshake.sig_len||Signature Length|RFC 5246 §4.7|
    tls.handshake.type|8|Handshake Type|RFC 5246 §7.4|
    tls.handshake.verify_data||Verify Data|RFC 5246 §7.4.9|a hash over all that was said
    tls.handshake.version|16|Version|RFC 5246 §7.4.1.2|
    tls.handshake.ys||Ys|RFC 5246 §7.4.3|the server's half of the Diffie-Hellman exchange
    tls.handshake.ys_len||Ys Length|RFC 5246 §7.4.3|
    tls.record|octets|TLS Record|RFC 5246 §6.2|
    tls.record.content_type|8|Content Type|RFC 5246 §6.2.1|
    tls.record.fragment||Fragment|RFC 5246 §6.2.1|
    tls.record.length|16|Length|RFC 5246 §6.2.1|
    tls.record.version|16|Version|RFC 5246 §6.2.1|
    x509.certificate|octets|X.509 Certificate|RFC 5280 §4.1|
    x509.name|octets|Name|RFC 5280 §4.1.2.4|
    """#
}
