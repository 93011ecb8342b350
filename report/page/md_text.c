// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "report/page/md_text.h"

FILE *md_open(struct md_part *part)
{
	*part = (struct md_part){};
	part->out = open_memstream(&part->text, &part->size);
	return part->out;
}

bool md_fits(const struct md_output *output, size_t bytes)
{
	return output->bytes + output->reserved + bytes <= MD_BYTES;
}

bool md_put(struct md_output *output, struct md_part *part)
{
	bool fits = part->out && !fclose(part->out) && md_fits(output, part->size);

	if (fits) {
		fwrite(part->text, part->size, 1, output->out);
		output->bytes += part->size;
	}
	free(part->text);
	*part = (struct md_part){};
	return fits;
}

bool md_puts(struct md_output *output, const char *text)
{
	size_t n = strlen(text);

	if (!md_fits(output, n))
		return false;
	fwrite(text, n, 1, output->out);
	output->bytes += n;
	return true;
}
