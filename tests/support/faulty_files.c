/* Preloaded into a process (LD_PRELOAD): notes every change to the files below one folder, and lets the nth one fail or be the last.
   faulty_files.py says how it is used. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static char root[PATH_MAX], copies[PATH_MAX];
static int notes = -1;      /* the file of notes; -1: nothing is watched */
static long at;             /* the number of the change that goes wrong; 0: none */
static int fault;           /* an errno: it fails; 0: it succeeds, and the process is killed */
static int lasting;         /* whether all changes after it fail, too */
static long number;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

/* From now on watch `folder`. Synced files are copied to `synced`/<number of the change>, so that what a power cut would leave is known. */
void faulty_watch(const char *folder, const char *noted, const char *synced, long nth, int error, int last_for_ever) {
    strncpy(root, folder, sizeof root - 1);
    strncpy(copies, synced, sizeof copies - 1);
    at = nth, fault = error, lasting = last_for_ever, number = 0;
    notes = REAL(open)(noted, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

void faulty_stop(void) {
    if (notes >= 0) close(notes);
    notes = -1;
}

/* A note of what has been promised, between the changes. */
void faulty_mark(const char *text) {
    if (notes >= 0) dprintf(notes, "mark\t%s\n", text);
}

static int below(const char *path) {
    size_t n = strlen(root);
    return n && strncmp(path, root, n) == 0 && (path[n] == '/' || path[n] == 0);
}

static int of_descriptor(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, PATH_MAX - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return below(path);
}

static int of_name(int dir, const char *name, char *path) {
    if (name[0] == '/') {
        strncpy(path, name, PATH_MAX - 1), path[PATH_MAX - 1] = 0;
    } else {
        char base[PATH_MAX];
        if (dir == AT_FDCWD) {
            if (!getcwd(base, sizeof base)) return 0;
        } else if (!of_descriptor(dir, base)) return 0;
        if (snprintf(path, PATH_MAX, "%s/%s", base, name) >= PATH_MAX) return 0;
    }
    return below(path);
}

static void copy(long n, int fd) {
    char name[PATH_MAX + 32], piece[65536], own[64];
    snprintf(name, sizeof name, "%s/%ld", copies, n);
    snprintf(own, sizeof own, "/proc/self/fd/%d", fd);
    int from = REAL(open)(own, O_RDONLY | O_CLOEXEC), to = REAL(open)(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    for (ssize_t got; from >= 0 && to >= 0 && (got = read(from, piece, sizeof piece)) > 0;)
        if (REAL(write)(to, piece, got) < 0) abort();
    close(from), close(to);
}

/* Take a turn; true if the change must fail. */
static int begins(const char *what, const char *path, const char *other) {
    pthread_mutex_lock(&turn);
    number++;
    if (!(at && fault && (number == at || (lasting && number > at)))) return 0;
    dprintf(notes, "failed\t%ld\t%s\t%s\t%s\n", number, what, path, other);
    pthread_mutex_unlock(&turn);
    errno = fault;
    return 1;
}

static void ended(const char *what, const char *path, const char *other, int fd, int well) {
    int kept = errno;
    struct stat found;
    if (well && *copies && !strcmp(what, "sync") && !fstat(fd, &found) && S_ISREG(found.st_mode)) copy(number, fd);
    dprintf(notes, "%s\t%ld\t%s\t%s\t%s\n", well ? "done" : "refused", number, what, path, other);
    if (number == at && !fault) raise(SIGKILL);
    pthread_mutex_unlock(&turn);
    errno = kept;
}

#define BY_DESCRIPTOR(what, fd, call, type)                            \
    char path[PATH_MAX];                                               \
    if (notes < 0 || fd == notes || !of_descriptor(fd, path)) return call; \
    if (begins(what, path, "")) return -1;                             \
    type result = call;                                                \
    ended(what, path, "", fd, result >= 0);                            \
    return result;

ssize_t write(int fd, const void *data, size_t n) { BY_DESCRIPTOR("write", fd, REAL(write)(fd, data, n), ssize_t) }
ssize_t pwrite(int fd, const void *data, size_t n, off_t o) { BY_DESCRIPTOR("write", fd, REAL(pwrite)(fd, data, n, o), ssize_t) }
ssize_t pwrite64(int fd, const void *data, size_t n, off64_t o) { BY_DESCRIPTOR("write", fd, REAL(pwrite64)(fd, data, n, o), ssize_t) }
ssize_t writev(int fd, const struct iovec *v, int n) { BY_DESCRIPTOR("write", fd, REAL(writev)(fd, v, n), ssize_t) }
ssize_t sendfile(int fd, int from, off_t *o, size_t n);
ssize_t sendfile(int fd, int from, off_t *o, size_t n) { BY_DESCRIPTOR("write", fd, REAL(sendfile)(fd, from, o, n), ssize_t) }
ssize_t sendfile64(int fd, int from, off64_t *o, size_t n);
ssize_t sendfile64(int fd, int from, off64_t *o, size_t n) { BY_DESCRIPTOR("write", fd, REAL(sendfile64)(fd, from, o, n), ssize_t) }
ssize_t copy_file_range(int a, off64_t *x, int fd, off64_t *o, size_t n, unsigned f) {
    BY_DESCRIPTOR("write", fd, REAL(copy_file_range)(a, x, fd, o, n, f), ssize_t)
}
int ftruncate(int fd, off_t n) { BY_DESCRIPTOR("truncate", fd, REAL(ftruncate)(fd, n), int) }
int ftruncate64(int fd, off64_t n) { BY_DESCRIPTOR("truncate", fd, REAL(ftruncate64)(fd, n), int) }
int fsync(int fd) { BY_DESCRIPTOR("sync", fd, REAL(fsync)(fd), int) }
int fdatasync(int fd) { BY_DESCRIPTOR("sync", fd, REAL(fdatasync)(fd), int) }

#define BY_NAME(what, dir, name, call)                                  \
    char path[PATH_MAX];                                                \
    if (notes < 0 || !of_name(dir, name, path)) return call;            \
    if (begins(what, path, "")) return -1;                              \
    int result = call;                                                  \
    ended(what, path, "", -1, result >= 0);                             \
    return result;

int mkdir(const char *name, mode_t mode) { BY_NAME("mkdir", AT_FDCWD, name, REAL(mkdir)(name, mode)) }
int mkdirat(int dir, const char *name, mode_t mode) { BY_NAME("mkdir", dir, name, REAL(mkdirat)(dir, name, mode)) }
int rmdir(const char *name) { BY_NAME("rmdir", AT_FDCWD, name, REAL(rmdir)(name)) }
int unlink(const char *name) { BY_NAME("unlink", AT_FDCWD, name, REAL(unlink)(name)) }
int remove(const char *name) { BY_NAME("unlink", AT_FDCWD, name, REAL(remove)(name)) }
int unlinkat(int dir, const char *name, int flags) {
    BY_NAME(flags & AT_REMOVEDIR ? "rmdir" : "unlink", dir, name, REAL(unlinkat)(dir, name, flags))
}

#define OPENED(dir, name, flags, call)                                                             \
    char path[PATH_MAX];                                                                           \
    int fresh = (flags & O_CREAT) != 0;                                                            \
    if (notes < 0 || !((flags & O_ACCMODE) || fresh) || !of_name(dir, name, path)) return call;    \
    const char *what = fresh && access(path, F_OK) ? "create" : flags & O_TRUNC ? "empty" : "open"; \
    if (begins(what, path, "")) return -1;                                                         \
    int result = call;                                                                             \
    ended(what, path, "", result, result >= 0);                                                    \
    return result;

#define MODE(flags)                     \
    mode_t mode = 0;                    \
    if (flags & (O_CREAT | O_TMPFILE)) { \
        va_list more;                   \
        va_start(more, flags);          \
        mode = va_arg(more, mode_t);    \
        va_end(more);                   \
    }

int open(const char *name, int flags, ...) { MODE(flags) OPENED(AT_FDCWD, name, flags, REAL(open)(name, flags, mode)) }
int open64(const char *name, int flags, ...) { MODE(flags) OPENED(AT_FDCWD, name, flags, REAL(open64)(name, flags, mode)) }
int openat(int dir, const char *name, int flags, ...) { MODE(flags) OPENED(dir, name, flags, REAL(openat)(dir, name, flags, mode)) }
int openat64(int dir, const char *name, int flags, ...) { MODE(flags) OPENED(dir, name, flags, REAL(openat64)(dir, name, flags, mode)) }

#define BY_NAMES(what, dir, name, to_dir, to, call)                                          \
    char path[PATH_MAX], other[PATH_MAX];                                                    \
    if (notes < 0 || !of_name(dir, name, path) || !of_name(to_dir, to, other)) return call;  \
    if (begins(what, path, other)) return -1;                                                \
    int result = call;                                                                       \
    ended(what, path, other, -1, result >= 0);                                               \
    return result;

int rename(const char *a, const char *b) { BY_NAMES("rename", AT_FDCWD, a, AT_FDCWD, b, REAL(rename)(a, b)) }
int renameat(int c, const char *a, int d, const char *b) { BY_NAMES("rename", c, a, d, b, REAL(renameat)(c, a, d, b)) }
int link(const char *a, const char *b) { BY_NAMES("link", AT_FDCWD, a, AT_FDCWD, b, REAL(link)(a, b)) }
int linkat(int c, const char *a, int d, const char *b, int f) { BY_NAMES("link", c, a, d, b, REAL(linkat)(c, a, d, b, f)) }
