// narrow PROGRAM ARG...: runs a User-Mode Linux kernel that cannot save all registers of a new processor.
//
// UML 6.1 keeps the registers of its processes in a fixed room (FP_SIZE) and fetches them with PTRACE_GETREGSET. The host writes
// back only a whole XSAVE area; with AMX that is 11 KB, more than the room, and the guest panics ("ptrace set fp regs failed").
// Where GETREGSET is refused at the start, UML falls back to PTRACE_GETFPREGS, which holds x87 and SSE. So this refuses it.
// The price: AVX registers no longer survive a task switch. Nothing in the guest may use them: linux.uml beside this file tells
// glibc and OpenSSL, which choose their routines by processor, through the guest's environment.
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

int main(int argc, char **argv) {
  struct sock_filter steps[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, 5),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ptrace, 0, 3),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PTRACE_GETREGSET, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {sizeof steps / sizeof *steps, steps};
  if (argc < 2) return fprintf(stderr, "usage: narrow PROGRAM ARG...\n"), 2;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter)) return perror("seccomp"), 127;
  execv(argv[1], argv + 1);
  return perror(argv[1]), 127;
}
