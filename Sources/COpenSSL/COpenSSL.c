// The low-level calls are "deprecated" in OpenSSL 3, and the only ones that need no legacy provider.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "COpenSSL.h"

#include <openssl/des.h>
#include <openssl/md4.h>
#include <openssl/md5.h>
#include <openssl/rc4.h>
#include <openssl/sha.h>
#include <string.h>

// Not MD4(), MD5(), SHA1(): in OpenSSL 3 some of these one-call forms go through the providers.
void lab_md4(const uint8_t *data, size_t count, uint8_t out[16]) {
  MD4_CTX c;
  MD4_Init(&c);
  MD4_Update(&c, data, count);
  MD4_Final(out, &c);
}

void lab_md5(const uint8_t *data, size_t count, uint8_t out[16]) {
  MD5_CTX c;
  MD5_Init(&c);
  MD5_Update(&c, data, count);
  MD5_Final(out, &c);
}

void lab_sha1(const uint8_t *data, size_t count, uint8_t out[20]) {
  SHA_CTX c;
  SHA1_Init(&c);
  SHA1_Update(&c, data, count);
  SHA1_Final(out, &c);
}
void lab_sha256(const uint8_t *data, size_t count, uint8_t out[32]) {
  SHA256_CTX c;
  SHA256_Init(&c);
  SHA256_Update(&c, data, count);
  SHA256_Final(out, &c);
}

void lab_des_block(const uint8_t key[8], const uint8_t in[8], uint8_t out[8], int decrypt) {
  DES_cblock k, i, o;
  DES_key_schedule s;
  memcpy(k, key, 8);
  memcpy(i, in, 8);
  DES_set_key_unchecked(&k, &s);
  DES_ecb_encrypt(&i, &o, &s, decrypt ? DES_DECRYPT : DES_ENCRYPT);
  memcpy(out, o, 8);
}

size_t lab_rc4_size(void) { return sizeof(RC4_KEY); }

void lab_rc4_begin(void *state, const uint8_t *key, size_t key_count) { RC4_set_key(state, (int)key_count, key); }

void lab_rc4_run(void *state, const uint8_t *in, uint8_t *out, size_t count) { RC4(state, count, in, out); }

void lab_rc4(const uint8_t *key, size_t key_count, const uint8_t *in, uint8_t *out, size_t count) {
  RC4_KEY k;
  RC4_set_key(&k, (int)key_count, key);
  RC4(&k, count, in, out);
}

void lab_mppe_change(const uint8_t *start, uint8_t *session, size_t count, int bits, int initial) {
  static const uint8_t pad1[40] = {0};
  static const uint8_t pad2[40] = {
    0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2,
    0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2, 0xf2};
  uint8_t digest[20];
  SHA_CTX c;
  SHA1_Init(&c);
  SHA1_Update(&c, start, count);
  SHA1_Update(&c, pad1, 40);
  SHA1_Update(&c, session, count);
  SHA1_Update(&c, pad2, 40);
  SHA1_Final(digest, &c);
  if (initial) {
    memcpy(session, digest, count);
  } else {
    lab_rc4(digest, count, digest, session, count);
  }
  if (bits == 40) {
    session[0] = 0xd1;
    session[1] = 0x26;
    session[2] = 0x9e;
  } else if (bits == 56) {
    session[0] = 0xd1;
  }
}
