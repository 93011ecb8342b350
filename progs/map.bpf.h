/* SPDX-License-Identifier: GPL-2.0-only */
/* Declares a map in one line. */
#ifndef MAP_BPF_H
#define MAP_BPF_H

#define MAP(name, map_type, flags, key_t, value_t, entries)                                        \
	struct {                                                                                   \
		__uint(type, map_type);                                                            \
		__uint(map_flags, flags);                                                          \
		__uint(max_entries, entries);                                                      \
		__type(key, key_t);                                                                \
		__type(value, value_t);                                                            \
	} name SEC(".maps")

#endif /* MAP_BPF_H */
