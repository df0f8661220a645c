#define _GNU_SOURCE
#include "CSystem.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int64_t lab_monotonic_micros(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t lab_wall_nanos(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t lab_cpu_micros(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t lab_peak_kilobytes(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return u.ru_maxrss;
}

static int random_fault;
int lab_random_fault(void) { return random_fault; }

int lab_getrandom(void *out, size_t count) {
  unsigned char *p = out;
  while (count) {
    ssize_t n = getrandom(p, count, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      if (!random_fault) random_fault = n < 0 ? errno : EIO;
      return -random_fault;
    }
    p += n;
    count -= (size_t)n;
  }
  return 0;
}

int lab_write_all(int fd, const void *octets, size_t count) {
  const unsigned char *p = octets;
  while (count) {
    ssize_t n = write(fd, p, count);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) {
      struct pollfd w = {fd, POLLOUT, 0};
      poll(&w, 1, -1);
      continue;
    }
    if (n < 0) return -errno;
    p += n;
    count -= (size_t)n;
  }
  return 0;
}

int lab_terminal_columns(int fd) {
  struct winsize w;
  return ioctl(fd, TIOCGWINSZ, &w) == 0 ? w.ws_col : 0;
}

/* Signals */

static volatile sig_atomic_t interrupts;
static void count_one(int signal) {
  (void)signal;
  if (interrupts < 1000) interrupts = interrupts + 1;
}

static void catch(int signal) {
  struct sigaction a;
  memset(&a, 0, sizeof a);
  a.sa_handler = count_one;
  sigaction(signal, &a, NULL);
}

void lab_count_interrupts(void) {
  sigset_t both;
  sigemptyset(&both);
  sigaddset(&both, SIGINT);
  sigaddset(&both, SIGTERM);
  sigprocmask(SIG_BLOCK, &both, NULL);
  catch(SIGINT);
  catch(SIGTERM);
}

int lab_interrupts(void) { return interrupts; }
void lab_forget_interrupts(void) { interrupts = 0; }
void lab_catch_sigint(void) { catch(SIGINT); }
void lab_ignore_sigpipe(void) { signal(SIGPIPE, SIG_IGN); }

int lab_wait(lab_watch *watches, int count, int64_t timeout_micros) {
  struct pollfd p[LAB_MOST_WATCHES];
  if (count < 0 || count > LAB_MOST_WATCHES) return -EINVAL;
  for (int i = 0; i < count; i++) {
    p[i].fd = watches[i].fd;
    p[i].events = (short)((watches[i].want & LAB_READ ? POLLIN : 0) | (watches[i].want & LAB_WRITE ? POLLOUT : 0));
    p[i].revents = 0;
  }
  struct timespec t = {timeout_micros / 1000000, timeout_micros % 1000000 * 1000};
  sigset_t none;
  sigprocmask(SIG_SETMASK, NULL, &none);
  sigdelset(&none, SIGINT);
  sigdelset(&none, SIGTERM);
  int n = ppoll(p, (nfds_t)count, timeout_micros < 0 ? NULL : &t, &none);
  int failed = errno;
  for (int i = 0; i < count; i++)
    watches[i].got = n <= 0 ? 0 : (p[i].revents & POLLIN ? LAB_READ : 0) | (p[i].revents & POLLOUT ? LAB_WRITE : 0)
                                  | (p[i].revents & (POLLHUP | POLLERR | POLLNVAL) ? LAB_HANGUP : 0);
  return n < 0 ? -failed : n;
}

/* Sockets */

static struct sockaddr_in name_of(uint32_t address, uint16_t port) {
  struct sockaddr_in a;
  memset(&a, 0, sizeof a);
  a.sin_family = AF_INET;
  a.sin_port = htons(port);
  a.sin_addr.s_addr = htonl(address);
  return a;
}

int lab_resolve(const char *host, uint32_t *address, char *why, size_t room) {
  struct addrinfo hint, *found = NULL;
  memset(&hint, 0, sizeof hint);
  hint.ai_family = AF_INET;
  hint.ai_socktype = SOCK_STREAM;
  int r = getaddrinfo(host, NULL, &hint, &found);
  if (r != 0 || !found) {
    snprintf(why, room, "%s", r == EAI_SYSTEM ? strerror(errno) : gai_strerror(r));
    if (found) freeaddrinfo(found);
    return -ENOENT;
  }
  struct sockaddr_in a;
  memcpy(&a, found->ai_addr, sizeof a);
  *address = ntohl(a.sin_addr.s_addr);
  freeaddrinfo(found);
  return 0;
}

static int failed(int fd) {
  int e = errno;
  if (fd >= 0) close(fd);
  return -e;
}

int lab_tcp_connect(uint32_t address, uint16_t port) {
  int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return failed(fd);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct sockaddr_in a = name_of(address, port);
  if (connect(fd, (struct sockaddr *)&a, sizeof a) < 0 && errno != EINPROGRESS) return failed(fd);
  return fd;
}

int lab_tcp_connected(int fd) {
  int e = 0;
  socklen_t n = sizeof e;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &n) < 0) return -errno;
  return -e;
}

int lab_tcp_listen(uint32_t address, uint16_t port) {
  int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return failed(fd);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in a = name_of(address, port);
  if (bind(fd, (struct sockaddr *)&a, sizeof a) < 0 || listen(fd, 4) < 0) return failed(fd);
  return fd;
}

int lab_tcp_accept(int listener, uint32_t *address, uint16_t *port) {
  struct sockaddr_in a;
  socklen_t n = sizeof a;
  int one = 1, fd = accept4(listener, (struct sockaddr *)&a, &n, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) return -errno;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  *address = ntohl(a.sin_addr.s_addr);
  *port = ntohs(a.sin_port);
  return fd;
}

int lab_socket_name(int fd, int of_peer, uint32_t *address, uint16_t *port) {
  struct sockaddr_in a;
  socklen_t n = sizeof a;
  int r = of_peer ? getpeername(fd, (struct sockaddr *)&a, &n) : getsockname(fd, (struct sockaddr *)&a, &n);
  if (r < 0) return -errno;
  *address = ntohl(a.sin_addr.s_addr);
  *port = ntohs(a.sin_port);
  return 0;
}

int lab_raw_socket(int protocol) {
  int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
  if (fd < 0) return -errno;
  int room = 1 << 20, never = IP_PMTUDISC_DONT;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &never, sizeof never);
  return fd;
}

int lab_raw_bind(int fd, uint32_t local, uint32_t peer) {
  struct sockaddr_in mine = name_of(local, 0), other = name_of(peer, 0);
  if (local && bind(fd, (struct sockaddr *)&mine, sizeof mine) < 0) return -errno;
  if (connect(fd, (struct sockaddr *)&other, sizeof other) < 0) return -errno;
  return 0;
}

long lab_receive(int fd, void *octets, size_t room) {
  ssize_t n;
  do n = recv(fd, octets, room, 0); while (n < 0 && errno == EINTR);
  return n < 0 ? -errno : n;
}

long lab_send(int fd, const void *octets, size_t count) {
  ssize_t n;
  do n = send(fd, octets, count, MSG_NOSIGNAL); while (n < 0 && errno == EINTR);
  return n < 0 ? -errno : n;
}

/* Sends from one of this machine's addresses; 0: the system chooses. */
static long send_between(int fd, uint32_t local, struct sockaddr_in to, const void *octets, size_t count) {
  struct iovec part = {(void *)octets, count};
  union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(struct in_pktinfo))]; } control;
  memset(&control, 0, sizeof control);
  struct msghdr m;
  memset(&m, 0, sizeof m);
  m.msg_name = &to;
  m.msg_namelen = sizeof to;
  m.msg_iov = &part;
  m.msg_iovlen = 1;
  m.msg_control = control.room;
  m.msg_controllen = sizeof control.room;
  struct cmsghdr *c = CMSG_FIRSTHDR(&m);
  c->cmsg_level = IPPROTO_IP;
  c->cmsg_type = IP_PKTINFO;
  c->cmsg_len = CMSG_LEN(sizeof(struct in_pktinfo));
  struct in_pktinfo info;
  memset(&info, 0, sizeof info);
  info.ipi_spec_dst.s_addr = htonl(local);
  memcpy(CMSG_DATA(c), &info, sizeof info);
  ssize_t n;
  do n = sendmsg(fd, &m, MSG_NOSIGNAL); while (n < 0 && errno == EINTR);
  return n < 0 ? -errno : n;
}

long lab_send_from(int fd, uint32_t local, uint32_t peer, const void *octets, size_t count) {
  return send_between(fd, local, name_of(peer, 0), octets, count);
}

static int udp_socket(void) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return failed(fd);
  int room = 1 << 20, never = IP_PMTUDISC_DONT, one = 1;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &never, sizeof never);
  if (setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &one, sizeof one) < 0) return failed(fd);
  return fd;
}

int lab_udp_bind(uint32_t address, uint16_t port) {
  int fd = udp_socket();
  if (fd < 0) return fd;
  struct sockaddr_in a = name_of(address, port);
  if (bind(fd, (struct sockaddr *)&a, sizeof a) < 0) return failed(fd);
  return fd;
}

int lab_udp_connect(uint32_t address, uint16_t port) {
  int fd = udp_socket();
  if (fd < 0) return fd;
  struct sockaddr_in a = name_of(address, port);
  if (connect(fd, (struct sockaddr *)&a, sizeof a) < 0) return failed(fd);
  return fd;
}

long lab_udp_receive(int fd, void *octets, size_t room, uint32_t *peer, uint16_t *port, uint32_t *local) {
  struct sockaddr_in from;
  struct iovec part = {octets, room};
  union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(struct in_pktinfo))]; } control;
  struct msghdr m;
  memset(&from, 0, sizeof from);
  memset(&m, 0, sizeof m);
  m.msg_name = &from;
  m.msg_namelen = sizeof from;
  m.msg_iov = &part;
  m.msg_iovlen = 1;
  m.msg_control = control.room;
  m.msg_controllen = sizeof control.room;
  ssize_t n;
  do n = recvmsg(fd, &m, 0); while (n < 0 && errno == EINTR);
  if (n < 0) return -errno;
  *peer = ntohl(from.sin_addr.s_addr);
  *port = ntohs(from.sin_port);
  *local = 0;
  for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
    if (c->cmsg_level != IPPROTO_IP || c->cmsg_type != IP_PKTINFO) continue;
    struct in_pktinfo info;
    memcpy(&info, CMSG_DATA(c), sizeof info);
    *local = ntohl(info.ipi_addr.s_addr);
  }
  return n;
}

long lab_udp_send(int fd, uint32_t local, uint32_t peer, uint16_t port, const void *octets, size_t count) {
  return send_between(fd, local, name_of(peer, port), octets, count);
}

void lab_close(int fd) { if (fd >= 0) close(fd); }
void lab_finish_sending(int fd) { shutdown(fd, SHUT_WR); }

/* Processes */

int lab_spawn(const char *command, const char *local, const char *peer) {
  pid_t child = fork();
  if (child < 0) return -errno;
  if (child > 0) return child;
  sigset_t none;
  sigemptyset(&none);
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  signal(SIGPIPE, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, NULL);
  setenv("VPNLAB_LOCAL", local, 1);
  setenv("VPNLAB_PEER", peer, 1);
  execl("/bin/sh", "sh", "-c", command, (char *)NULL);
  _exit(127);
}

int lab_reap(int process, int *status) {
  int s = 0;
  pid_t r = waitpid(process, &s, WNOHANG);
  if (r != process) return 0;
  *status = WIFEXITED(s) ? WEXITSTATUS(s) : 128 + WTERMSIG(s);
  return 1;
}

/* Trials for `doctor` */

int lab_try_tun(void) {
  int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
  if (fd < 0) return -errno;
  close(fd);
  return 0;
}

int lab_try_namespaces(void) {
  pid_t child = fork();
  if (child < 0) return -errno;
  if (child == 0) _exit(unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 ? 0 : (errno & 127));
  int status = 0;
  while (waitpid(child, &status, 0) < 0) if (errno != EINTR) return -errno;
  return WIFEXITED(status) ? -WEXITSTATUS(status) : -ECHILD;
}

/* Files */

int lab_make_folder(const char *path) {
  char part[4096];
  size_t n = strlen(path);
  if (n == 0 || n >= sizeof part) return -ENAMETOOLONG;
  memcpy(part, path, n + 1);
  for (char *p = part + 1; ; p++) {
    if (*p != '/' && *p != 0) continue;
    char was = *p;
    *p = 0;
    if (mkdir(part, 0700) < 0 && errno != EEXIST) return -errno;
    if (!was) return 0;
    *p = was;
  }
}

int lab_append_private(const char *path, const void *octets, size_t count) {
  int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return -errno;
  int r = lab_write_all(fd, octets, count);
  close(fd);
  return r;
}
