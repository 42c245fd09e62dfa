/* Is this a manifest that the rest of the monitor can rely on? The verifier has looked closer. */
#include "monitor.h"

static int inside(const struct manifest *m, u64 start, u64 count, u64 size)
{
	return start >= m->image_start && start <= m->image_end
		&& count <= (m->image_end - start) / size;
}

static int aligned(u64 n) { return n % PAGE_SIZE == 0; }

static const char *check_segments(const struct manifest *m)
{
	const struct manifest_segment *s = (const void *)m->segments;
	u64 tls = round_up(m->tls_memory_size);

	for (u32 i = 0; i < m->segment_count; i++, s++) {
		u64 low = s->flags & SEGMENT_TLS ? 0 : m->image_start;
		u64 high = s->flags & SEGMENT_TLS ? tls : m->image_end;
		if (!aligned(s->start) || !aligned(s->end) || s->start > s->end || s->start < low
		    || s->end > high || s->cubicle >= m->cubicle_count || s->sharing > SHARING_WRITE)
			return "a segment lies outside the image";
		if ((s->protection & (WRITE | EXECUTE)) == (WRITE | EXECUTE))
			return "a segment is writable and executable";
	}
	return 0;
}

static const char *check_functions(const struct manifest *m)
{
	const struct manifest_function *f = (const void *)m->functions;
	const struct manifest_argument *all = (const void *)m->arguments;

	for (u32 i = 0; i < m->function_count; i++, f++) {
		if (f->cubicle >= m->cubicle_count || f->stack_words > MAX_STACK_WORDS || f->name >= m->string_size
		    || !inside(m, f->target, 1, 1))
			return "a function's row is damaged";
		if (f->argument_count > m->argument_count
		    || f->first_argument > m->argument_count - f->argument_count)
			return "a function's argument windows lie outside their table";
		for (u32 k = 0; k < f->argument_count; k++) {
			const struct manifest_argument *a = &all[f->first_argument + k];
			u32 most = 6 + f->stack_words;
			if (a->flags & ARGUMENT_STACK)
				continue;
			if (a->where >= most || (a->size_where != ARGUMENT_NONE && a->size_where >= most)
			    || (a->count_where != ARGUMENT_NONE && a->count_where >= most))
				return "an argument window names a parameter that is not there";
		}
	}
	return 0;
}

const char *check_manifest(const struct manifest *m)
{
	const struct manifest_cubicle *c = (const void *)m->cubicles;
	const struct manifest_grant *g = (const void *)m->grants;
	const struct manifest_trap *t = (const void *)m->traps;

	if (m->magic != MANIFEST_MAGIC || m->version != MANIFEST_VERSION || m->size != sizeof(*m))
		return "it has another version";
	if (!aligned(m->image_start) || !aligned(m->image_end) || m->image_end <= m->image_start
	    || m->arena_start < m->image_end || m->arena_start % (2 << 20) || !aligned(m->arena_size)
	    || m->arena_size > 1ull << 40 || m->arena_start > 1ull << 40)
		return "image and arena do not lie right";
	if (m->max_threads > MAX_THREADS)
		return "it has too many threads";
	if (m->cubicle_count < 2 || m->cubicle_count > MAX_CUBICLES || m->entry >= m->function_count)
		return "it has no cubicles or no entry";
	if (!inside(m, m->cubicles, m->cubicle_count, sizeof(*c))
	    || !inside(m, m->segments, m->segment_count, sizeof(struct manifest_segment))
	    || !inside(m, m->functions, m->function_count, sizeof(struct manifest_function))
	    || !inside(m, m->arguments, m->argument_count, sizeof(struct manifest_argument))
	    || !inside(m, m->grants, m->grant_count, sizeof(*g))
	    || !inside(m, m->traps, m->trap_count, sizeof(*t))
	    || !inside(m, m->strings, m->string_size, 1) || m->string_size == 0
	    || ((const char *)m->strings)[m->string_size - 1] != 0)
		return "a table lies outside the image";
	if (m->tls_file_size > m->tls_memory_size || m->tls_memory_size > m->arena_size
	    || (m->tls_file_size && !inside(m, m->tls_image, m->tls_file_size, 1)))
		return "its thread-local storage is damaged";
	for (u32 i = 0; i < m->cubicle_count; i++)
		if (c[i].name >= m->string_size || c[i].kind > KIND_TRUSTED || !aligned(c[i].stack_size)
		    || c[i].stack_size > m->arena_size)
			return "a cubicle's row is damaged";
	for (u32 i = 0; i < m->grant_count; i++)
		if (!aligned(g[i].start) || !aligned(g[i].end) || g[i].start > g[i].end
		    || (g[i].part == GRANT_RANGE && (g[i].start < m->image_start || g[i].end > m->image_end))
		    || g[i].part >= GRANT_PARTS || g[i].window >= MAX_WINDOWS || g[i].owner >= m->cubicle_count)
			return "a grant lies outside the image, or is none";
	for (u32 i = 0; i < m->trap_count; i++)
		if (t[i].function >= m->function_count || (i && t[i].address <= t[i - 1].address))
			return "the trap table is damaged";
	return check_segments(m) ?: check_functions(m);
}
