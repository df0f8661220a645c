#define _GNU_SOURCE
#include "CReadline.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>
#include <readline/readline.h>
#include <readline/history.h>

static lab_completer ask;
static char *candidates, *next_candidate;
enum { ROOM = 64 * 1024 };

static char *generate(const char *text, int state) {
  (void)text; (void)state;
  while (next_candidate && *next_candidate) {
    char *this = next_candidate, *end = strchr(this, '\n');
    if (end) { *end = 0; next_candidate = end + 1; } else next_candidate = NULL;
    if (*this) return strdup(this);
  }
  return NULL;
}

static char **attempt(const char *text, int start, int end) {
  rl_attempted_completion_over = 1;                       /* never file names by readline's own doing */
  if (!ask || !candidates) return NULL;
  candidates[0] = 0;
  if (ask(rl_line_buffer, start, end, candidates, ROOM) <= 0) return NULL;
  candidates[ROOM - 1] = 0;
  next_candidate = candidates;
  char **found = rl_completion_matches(text, generate);
  /* `auth=` and `client.` wait for more; so does a folder. */
  if (found && found[0] && !found[1]) {
    size_t n = strlen(found[0]);
    if (n && strchr("=./", found[0][n - 1])) rl_completion_suppress_append = 1;
  }
  return found;
}

void lab_readline_setup(const char *program, lab_completer completer) {
  ask = completer;
  candidates = malloc(ROOM);
  rl_readline_name = program;
  rl_catch_signals = 0;
  rl_outstream = stderr;                                  /* prompt and echo stay out of a redirected stdout */
  rl_attempted_completion_function = attempt;
  rl_basic_word_break_characters = " \t\n=|;";
  rl_completer_word_break_characters = " \t\n=|;";
  rl_completion_append_character = ' ';
  using_history();
}

static volatile sig_atomic_t interrupted;
static void on_interrupt(int s) { (void)s; interrupted = 1; }

static char *taken;
static int finished;
static void take(char *line) {
  taken = line;
  finished = 1;
  rl_callback_handler_remove();
}

lab_read_result lab_readline(const char *prompt, char **line) {
  sigset_t block, before, waiting;
  struct sigaction mine, old;
  memset(&mine, 0, sizeof mine);
  mine.sa_handler = on_interrupt;                         /* no SA_RESTART: pselect must come back */
  sigemptyset(&block);
  sigaddset(&block, SIGINT);
  sigprocmask(SIG_BLOCK, &block, &before);
  sigaction(SIGINT, &mine, &old);
  waiting = before;
  sigdelset(&waiting, SIGINT);
  interrupted = 0;
  finished = 0;
  taken = NULL;
  *line = NULL;
  lab_read_result result = LAB_EOF;
  rl_callback_handler_install(prompt, take);
  while (!finished) {
    fd_set in;
    FD_ZERO(&in);
    FD_SET(STDIN_FILENO, &in);
    int n = pselect(STDIN_FILENO + 1, &in, NULL, NULL, NULL, &waiting);
    if (n > 0) { rl_callback_read_char(); continue; }
    if (n < 0 && errno == EINTR) {
      if (!interrupted) { rl_check_signals(); continue; }  /* the window changed its size */
      /* A search that is given up puts the line back first. ^C belongs behind the last row of it; only then may readline
         give the terminal back: it ends bracketed paste with a carriage return, and whatever came next would stand on
         top of the prompt. */
      rl_free_line_state();
      rl_callback_sigcleanup();
      rl_point = rl_end;
      rl_redisplay();
      fputs("^C\n", rl_outstream);
      fflush(rl_outstream);
      rl_callback_handler_remove();
      result = LAB_INTERRUPT;
      break;
    }
    rl_callback_handler_remove();
    break;
  }
  if (finished && taken) { *line = taken; result = LAB_LINE; }
  else if (result == LAB_EOF) fputs("\n", rl_outstream);
  fflush(rl_outstream);
  sigaction(SIGINT, &old, NULL);
  sigprocmask(SIG_SETMASK, &before, NULL);
  return result;
}

void lab_history_load(const char *path, int keep) {
  stifle_history(keep);
  if (read_history(path) != 0) return;
  /* A file grown to twice what is kept is written anew, so that it stays small. */
  FILE *f = fopen(path, "re");
  if (!f) return;
  long lines = 0;
  for (int c; (c = getc(f)) != EOF; ) lines += c == '\n';
  fclose(f);
  if (lines > 2L * keep) history_truncate_file(path, keep);
}

void lab_history_add(const char *line) { add_history(line); }
const char *lab_readline_version(void) { return rl_library_version; }
