/* Writes down what a process asks of the drive, so that a power cut can be played afterwards at any moment.

   Loaded before the program (LD_PRELOAD), it passes every call on and appends one record to the file named by
   SENCO_RECORD for each that touches a file under SENCO_RECORD_ROOT. A record: kind (1 byte),
   file number (4), second number (4), offset (8), length (8), then the bytes: a path, two paths with a NUL between, or what was written. Linux and glibc only. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 4096
static int record_to = -1;
static char root[PATH_MAX];
static char watched[FILES];
static long room = -1;
static long refused = 0;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static void put(const void *bytes, size_t length) {
    const char *at = bytes;
    while (length) {
        ssize_t done = syscall(SYS_write, record_to, at, length);
        if (done < 0) { if (errno == EINTR) continue; abort(); }
        at += done;
        length -= (size_t)done;
    }
}

static void note(char kind, uint32_t file, uint32_t second, uint64_t offset, const void *bytes, uint64_t length) {
    if (record_to < 0) return;
    int kept = errno;
    char head[25];
    head[0] = kind;
    memcpy(head + 1, &file, 4);
    memcpy(head + 5, &second, 4);
    memcpy(head + 9, &offset, 8);
    memcpy(head + 17, &length, 8);
    put(head, sizeof head);
    put(bytes, length);
    errno = kept;
}

void full_after(long writes) { room = writes; refused = 0; }
long refusals(void) { return refused; }

/* Whether there is no room for one more; takes it where there is. */
static int is_full(void) {
    if (room < 0) return 0;
    if (room == 0) { refused++; return 1; }
    room--;
    return 0;
}

static int whole(int folder, const char *path, char *out) {
    char joined[PATH_MAX * 2];
    if (path[0] == '/') snprintf(joined, sizeof joined, "%s", path);
    else if (folder == AT_FDCWD) {
        char here[PATH_MAX];
        if (!getcwd(here, sizeof here)) return 0;
        snprintf(joined, sizeof joined, "%s/%s", here, path);
    } else {
        char link[64], here[PATH_MAX];
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t length = readlink(link, here, sizeof here - 1);
        if (length < 0) return 0;
        here[length] = 0;
        snprintf(joined, sizeof joined, "%s/%s", here, path);
    }
    if (strlen(joined) >= PATH_MAX || strncmp(joined, root, strlen(root))) return 0;
    strcpy(out, joined);
    return 1;
}

__attribute__((constructor)) static void begin(void) {
    const char *to = getenv("SENCO_RECORD"), *under = getenv("SENCO_RECORD_ROOT");
    if (under) snprintf(root, sizeof root, "%s", under);
    if (!to || !under) return;
    int made = (int)syscall(SYS_openat, AT_FDCWD, to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    record_to = fcntl(made, F_DUPFD_CLOEXEC, 900);
    syscall(SYS_close, made);
}

#define LOCKED(kind, statement) \
    pthread_mutex_lock(&one_at_a_time); kind answer = statement;
#define FREED pthread_mutex_unlock(&one_at_a_time); return answer;

static int opened(int folder, const char *path, int flags, int mode) {
    char full[PATH_MAX];
    int mine = root[0] && whole(folder, path, full);
    struct stat found;
    if (mine && room >= 0 && (flags & O_CREAT) && fstatat(folder, path, &found, 0) && is_full()) { errno = ENOSPC; return -1; }
    LOCKED(int, (int)syscall(SYS_openat, folder, path, flags, mode))
    if (answer >= 0 && answer < FILES) {
        watched[answer] = (char)mine;
        if (mine) note('o', (uint32_t)answer, (uint32_t)flags, 0, full, strlen(full));
    }
    FREED
}

#define MODE int mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, int); va_end(rest); }
int open(const char *path, int flags, ...) { MODE return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return opened(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE return opened(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE return opened(folder, path, flags | O_LARGEFILE, mode); }
int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, (int)mode); }

int close(int file) {
    pthread_mutex_lock(&one_at_a_time);
    if (file >= 0 && file < FILES && watched[file]) { note('c', (uint32_t)file, 0, 0, "", 0); watched[file] = 0; }
    int answer = (int)syscall(SYS_close, file);
    FREED
}

static void wrote(int file, const void *bytes, ssize_t done, off_t at) {
    if (done > 0 && file >= 0 && file < FILES && watched[file]) note('w', (uint32_t)file, 0, (uint64_t)at, bytes, (uint64_t)done);
}

static int no_room(int file) {
    return file >= 0 && file < FILES && watched[file] && is_full();
}

ssize_t write(int file, const void *bytes, size_t length) {
    if (no_room(file)) { errno = ENOSPC; return -1; }
    LOCKED(ssize_t, syscall(SYS_write, file, bytes, length))
    off_t at = 0;
    if (answer > 0 && file >= 0 && file < FILES && watched[file]) at = (off_t)syscall(SYS_lseek, file, 0, SEEK_CUR) - answer;
    wrote(file, bytes, answer, at);
    FREED
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t at) {
    if (no_room(file)) { errno = ENOSPC; return -1; }
    LOCKED(ssize_t, syscall(SYS_pwrite64, file, bytes, length, at))
    wrote(file, bytes, answer, at);
    FREED
}
ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at) { return pwrite(file, bytes, length, at); }

/* What is not written down must not happen unseen: these are refused, so that the caller falls back to write(). */
ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t length, unsigned flags) {
    (void)from; (void)a; (void)to; (void)b; (void)length; (void)flags; errno = ENOSYS; return -1;
}
ssize_t sendfile(int to, int from, off_t *at, size_t length) { (void)to; (void)from; (void)at; (void)length; errno = ENOSYS; return -1; }
ssize_t sendfile64(int to, int from, off64_t *at, size_t length) { (void)to; (void)from; (void)at; (void)length; errno = ENOSYS; return -1; }
ssize_t writev(int file, const struct iovec *parts, int count) {
    if (file >= 0 && file < FILES && watched[file]) {
        ssize_t done = 0;
        for (int i = 0; i < count; i++) {
            ssize_t one = write(file, parts[i].iov_base, parts[i].iov_len);
            if (one < 0) return done ? done : -1;
            done += one;
        }
        return done;
    }
    return syscall(SYS_writev, file, parts, count);
}

int ftruncate(int file, off_t length) {
    LOCKED(int, (int)syscall(SYS_ftruncate, file, length))
    if (!answer && file >= 0 && file < FILES && watched[file]) note('t', (uint32_t)file, 0, (uint64_t)length, "", 0);
    FREED
}
int ftruncate64(int file, off64_t length) { return ftruncate(file, length); }

static int synced(int number, int file) {
    LOCKED(int, (int)syscall(number, file))
    if (!answer && file >= 0 && file < FILES && watched[file]) note('s', (uint32_t)file, 0, 0, "", 0);
    FREED
}
int fsync(int file) { return synced(SYS_fsync, file); }
int fdatasync(int file) { return synced(SYS_fdatasync, file); }

static int moved(int a, const char *from, int b, const char *to, unsigned flags) {
    char old[PATH_MAX], new[PATH_MAX], both[2 * PATH_MAX];
    int mine = record_to >= 0 && whole(a, from, old) && whole(b, to, new);
    LOCKED(int, (int)syscall(SYS_renameat2, a, from, b, to, flags))
    if (!answer && mine) {
        size_t first = strlen(old) + 1, second = strlen(new);
        memcpy(both, old, first);
        memcpy(both + first, new, second);
        note('r', 0, 0, 0, both, first + second);
    }
    FREED
}
int rename(const char *from, const char *to) { return moved(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return moved(a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) { return moved(a, from, b, to, flags); }

static int gone(int folder, const char *path, int flags) {
    char full[PATH_MAX];
    int mine = record_to >= 0 && whole(folder, path, full);
    LOCKED(int, (int)syscall(SYS_unlinkat, folder, path, flags))
    if (!answer && mine) note('u', 0, 0, 0, full, strlen(full));
    FREED
}
int unlink(const char *path) { return gone(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return gone(AT_FDCWD, path, AT_REMOVEDIR); }
int unlinkat(int folder, const char *path, int flags) { return gone(folder, path, flags); }
int remove(const char *path) {
    struct stat found;
    if (lstat(path, &found)) return -1;
    return gone(AT_FDCWD, path, S_ISDIR(found.st_mode) ? AT_REMOVEDIR : 0);
}

static int made(int folder, const char *path, mode_t mode) {
    char full[PATH_MAX];
    int mine = root[0] && whole(folder, path, full);
    if (mine && is_full()) { errno = ENOSPC; return -1; }
    LOCKED(int, (int)syscall(SYS_mkdirat, folder, path, mode))
    if (!answer && mine) note('m', 0, 0, 0, full, strlen(full));
    FREED
}
int mkdir(const char *path, mode_t mode) { return made(AT_FDCWD, path, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { return made(folder, path, mode); }
