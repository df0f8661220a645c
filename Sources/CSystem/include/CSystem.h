#ifndef CSYSTEM_H
#define CSYSTEM_H
#include <stddef.h>
#include <stdint.h>

/* What Swift cannot say itself, or only with Foundation. All addresses are IPv4 in host order.
   Functions that can fail give a negative errno. */

int64_t lab_monotonic_micros(void);
int64_t lab_wall_nanos(void);
int64_t lab_cpu_micros(void);          /* processor time of this process */
int64_t lab_peak_kilobytes(void);

int lab_getrandom(void *out, size_t count);
int lab_random_fault(void);            /* 0, or the errno with which lab_getrandom failed first */
int lab_write_all(int fd, const void *octets, size_t count);
int lab_terminal_columns(int fd);      /* 0: no terminal or unknown */

/* SIGINT and SIGTERM counted instead of ending the process; blocked except while lab_wait sleeps. */
void lab_count_interrupts(void);
int lab_interrupts(void);
void lab_forget_interrupts(void);
/* SIGINT only: a running command looks at lab_interrupts(). */
void lab_catch_sigint(void);
void lab_ignore_sigpipe(void);

/* poll(2) with the counted signals let through: > 0 some ready, 0 time is up, -EINTR a signal came, -EINVAL too many watches.
   timeout < 0: for ever. */
enum { LAB_MOST_WATCHES = 1024 };
enum { LAB_READ = 1, LAB_WRITE = 2, LAB_HANGUP = 4 };
typedef struct { int fd; int want; int got; } lab_watch;
int lab_wait(lab_watch *watches, int count, int64_t timeout_micros);

int lab_resolve(const char *host, uint32_t *address, char *why, size_t room);
int lab_tcp_connect(uint32_t address, uint16_t port);          /* descriptor; not blocking, connection under way */
int lab_tcp_connected(int fd);                                 /* 0, or the negative errno with which it failed */
int lab_tcp_listen(uint32_t address, uint16_t port);
int lab_tcp_accept(int listener, uint32_t *address, uint16_t *port);
int lab_socket_name(int fd, int of_peer, uint32_t *address, uint16_t *port);
int lab_raw_socket(int protocol);                              /* not blocking; -EPERM without CAP_NET_RAW */
int lab_raw_bind(int fd, uint32_t local, uint32_t peer);       /* hear only this peer, send from this address */
long lab_send_from(int fd, uint32_t local, uint32_t peer, const void *octets, size_t count);
long lab_receive(int fd, void *octets, size_t room);           /* 0: closed; -EAGAIN: nothing now */
long lab_send(int fd, const void *octets, size_t count);
int lab_udp_bind(uint32_t address, uint16_t port);             /* not blocking; hears datagrams to this port of every peer */
int lab_udp_connect(uint32_t address, uint16_t port);          /* a port of the system's choice; hears this address and port only */
/* The octets of one datagram, 0 for an empty one; -EAGAIN: nothing now. local: the address that it was sent to. */
long lab_udp_receive(int fd, void *octets, size_t room, uint32_t *peer, uint16_t *port, uint32_t *local);
/* From the address local, which is the system's choice where it is 0. */
long lab_udp_send(int fd, uint32_t local, uint32_t peer, uint16_t port, const void *octets, size_t count);
void lab_close(int fd);
void lab_finish_sending(int fd);       /* FIN */

/* `sh -c command` with the counted signals as usual again; process id or negative errno. */
int lab_spawn(const char *command, const char *local, const char *peer);
int lab_reap(int process, int *status); /* 1: it has ended, status as the shell gives it */

/* What this machine allows; each 0 or a negative errno. */
int lab_try_tun(void);
int lab_try_namespaces(void);          /* in a child of its own: user and network namespace */

/* mkdir -p of the folder of a private file, then append, mode 0600. */
int lab_make_folder(const char *path);
int lab_append_private(const char *path, const void *octets, size_t count);
#endif
