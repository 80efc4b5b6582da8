#ifndef C_SYSTEM_H
#define C_SYSTEM_H

#include <spawn.h>

/// Keeps memory that was let go of for the next question, up to 64 MiB, instead of handing it back to the system and asking for it again: an answer of
/// some hundred kilobytes would else wait for its pages each time. To be called once, when a program that answers many questions starts.
void keep_freed_memory(void);

/// Has a program that is about to be started close every open file from this number on. Returns 0, or what went wrong.
int close_files_from(posix_spawn_file_actions_t *actions, int first);

#endif
