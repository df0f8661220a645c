#ifndef COpenSSL_H
#define COpenSSL_H

#include <stddef.h>
#include <stdint.h>

// The old algorithms of PPTP from libcrypto's low-level calls: no provider is loaded, nothing happens at start-up.
// Buffers never overlap unless a function says that they may.

void lab_md4(const uint8_t *data, size_t count, uint8_t out[16]);
void lab_md5(const uint8_t *data, size_t count, uint8_t out[16]);
void lab_sha1(const uint8_t *data, size_t count, uint8_t out[20]);
void lab_sha256(const uint8_t *data, size_t count, uint8_t out[32]);

/// One block of single DES; the parity bits of the 8-octet key are not looked at.
void lab_des_block(const uint8_t key[8], const uint8_t in[8], uint8_t out[8], int decrypt);

/// Size of an RC4 state. It is plain memory: it may be copied.
size_t lab_rc4_size(void);
void lab_rc4_begin(void *state, const uint8_t *key, size_t key_count);
/// `out` may be `in`.
void lab_rc4_run(void *state, const uint8_t *in, uint8_t *out, size_t count);
/// A fresh state for `count` octets. `out` may be `in`.
void lab_rc4(const uint8_t *key, size_t key_count, const uint8_t *in, uint8_t *out, size_t count);

/// GetNewKeyFromSHA and what follows it (RFC 3078 §7.3; `initial`: RFC 3079 §3, where the interim key is the session key).
/// `count` is 8 or 16, `bits` 40, 56 or 128. `session` may be `start`.
void lab_mppe_change(const uint8_t *start, uint8_t *session, size_t count, int bits, int initial);

#endif
