/* SPDX-License-Identifier: GPL-2.0-only */
/* What map_perf's programs and its runner must agree on. */
#ifndef MAP_PERF_H
#define MAP_PERF_H

/* Keys that an operation goes through where their number is not the point:
 * 0 .. KEYS - 1, of the FILLED ones that the runner puts into the map. */
#define KEYS 256
#define FILLED 1024

/* Maps in an array or hash of maps, and in the array of task-storage maps. */
#define INNERS 4
#define STORAGES 100

#endif /* MAP_PERF_H */
