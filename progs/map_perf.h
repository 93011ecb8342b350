/* SPDX-License-Identifier: GPL-2.0-only */
/* Constants that map_perf's programs and its user space share. */
#ifndef MAP_PERF_H
#define MAP_PERF_H

/* Operations for which the number of keys does not matter use the keys 0 .. KEYS - 1. User space
 * fills the map with FILLED keys. */
#define KEYS 256
#define FILLED 1024

/* Number of maps in an array or hash of maps, and in the array of task-storage maps. */
#define INNERS 4
#define STORAGES 100

/* Buckets of a hash whose keys collide, and the key that a walk through its bucket finds last. */
#define BUCKETS 1024
#define LAST_KEY 0
#define LONE_KEY 1

#endif /* MAP_PERF_H */
