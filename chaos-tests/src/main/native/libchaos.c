/* Lies to one process about its clock and its disk. Loaded into a member by LD_PRELOAD; told what to do through the file
   $CHAOS_SWITCHES, which the harness writes while the process runs (FaultSwitches.java has the same layout). The clock is
   CLOCK_REALTIME alone: the monotonic one stays right, as on a machine whose time somebody sets. The disk is what lies in
   $CHAOS_DIRECTORY; writes through mmap are not seen. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct switches {
  volatile int64_t clock_offset_ns;
  volatile int64_t clock_drift_ppm;      /* gained since drift_since_ns, by the monotonic clock */
  volatile int64_t drift_since_ns;
  volatile int32_t write_errno, write_ppm;   /* a write in this many of a million fails */
  volatile int32_t fsync_errno, fsync_ppm;
  volatile int32_t fsync_delay_ms, fsync_lies; /* 1: says it was done and does nothing */
  volatile int64_t hits;                 /* how many calls were lied to about the disk */
};

static struct switches none;
static struct switches *switches = &none;
static const char *directory = "";
static size_t directory_length;
static __thread uint64_t chance;

static int (*real_clock_gettime)(clockid_t, struct timespec *);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

__attribute__((constructor)) static void load(void) {
  if (real_clock_gettime) return;
  real_write = dlsym(RTLD_NEXT, "write");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_writev = dlsym(RTLD_NEXT, "writev");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
  const char *file = getenv("CHAOS_SWITCHES");
  int fd = file ? open(file, O_RDWR | O_CLOEXEC) : -1;
  if (fd >= 0) {
    void *mapped = mmap(NULL, sizeof *switches, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (mapped != MAP_FAILED) switches = mapped;
  }
  const char *named = getenv("CHAOS_DIRECTORY");
  if (named) {
    directory = named;
    directory_length = strlen(named);
  }
}

static int on_disk(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  return directory_length > 0 && length >= (ssize_t)directory_length && memcmp(path, directory, directory_length) == 0;
}

static int happens(int32_t ppm) {
  if (ppm <= 0) return 0;
  if (!chance) {
    struct timespec now;
    real_clock_gettime(CLOCK_MONOTONIC, &now);
    chance = ((uint64_t)now.tv_nsec << 20) ^ (uintptr_t)&chance ^ 0x9e3779b97f4a7c15u;
  }
  chance ^= chance << 13, chance ^= chance >> 7, chance ^= chance << 17;
  return (int32_t)(chance % 1000000) < ppm;
}

static int fails(int fd, int32_t code, int32_t ppm) {
  if (!code || !happens(ppm) || !on_disk(fd)) return 0;
  __sync_fetch_and_add(&switches->hits, 1);
  errno = code;
  return 1;
}

int clock_gettime(clockid_t clock, struct timespec *result) {
  if (!real_clock_gettime) load();
  int status = real_clock_gettime(clock, result);
  if (status || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return status;
  int64_t offset = switches->clock_offset_ns;
  int64_t drift = switches->clock_drift_ppm;
  if (drift) {
    struct timespec now;
    real_clock_gettime(CLOCK_MONOTONIC, &now);
    offset += ((int64_t)now.tv_sec * 1000000000 + now.tv_nsec - switches->drift_since_ns) / 1000000 * drift;
  }
  if (offset) {
    int64_t nanos = (int64_t)result->tv_sec * 1000000000 + result->tv_nsec + offset;
    result->tv_sec = nanos / 1000000000;
    result->tv_nsec = nanos % 1000000000;
  }
  return 0;
}

int gettimeofday(struct timeval *restrict result, void *restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  result->tv_sec = now.tv_sec;
  result->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *result) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (result) *result = now.tv_sec;
  return now.tv_sec;
}

ssize_t write(int fd, const void *bytes, size_t count) {
  if (!real_write) load();
  return fails(fd, switches->write_errno, switches->write_ppm) ? -1 : real_write(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
  if (!real_pwrite) load();
  return fails(fd, switches->write_errno, switches->write_ppm) ? -1 : real_pwrite(fd, bytes, count, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  return pwrite(fd, bytes, count, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (!real_writev) load();
  return fails(fd, switches->write_errno, switches->write_ppm) ? -1 : real_writev(fd, parts, count);
}

static int sync_with(int (*real)(int), int fd) {
  int32_t delay = switches->fsync_delay_ms;
  if ((delay > 0 || switches->fsync_lies) && on_disk(fd)) {
    __sync_fetch_and_add(&switches->hits, 1);
    if (delay > 0) usleep((useconds_t)delay * 1000);
    if (switches->fsync_lies) return 0;
  }
  return fails(fd, switches->fsync_errno, switches->fsync_ppm) ? -1 : real(fd);
}

int fsync(int fd) {
  if (!real_fsync) load();
  return sync_with(real_fsync, fd);
}

int fdatasync(int fd) {
  if (!real_fdatasync) load();
  return sync_with(real_fdatasync, fd);
}
