#ifndef CREADLINE_H
#define CREADLINE_H
#include <stddef.h>

/* GNU readline's globals and callbacks behind a few functions (Swift 6 will not touch the globals). One thread only. */

/* Writes the candidates for the word line[word_start..<word_end], separated by '\n', into `out`; gives their number. */
typedef int (*lab_completer)(const char *line, int word_start, int word_end, char *out, size_t room);
void lab_readline_setup(const char *program, lab_completer completer);

typedef enum { LAB_LINE, LAB_EOF, LAB_INTERRUPT } lab_read_result;
/* On LAB_LINE, `*line` is to be freed. Ctrl-C gives LAB_INTERRUPT with the line thrown away. */
lab_read_result lab_readline(const char *prompt, char **line);

/* In memory; the file is read once at start and appended to by the caller. */
void lab_history_load(const char *path, int keep);
void lab_history_add(const char *line);
const char *lab_readline_version(void);
#endif
