typedef const char *teller(void);

/* In a table that is sorted by its sections' names, and in one whose script names them one by one. */
#define TELL(name, sorted, listed) \
	static const char *tell_##name(void) { return #name; } \
	static teller *const sorted_##name __attribute__((section(".tell_" #sorted), used)) = tell_##name; \
	static teller *listed_##name __attribute__((section(".steps" #listed), used)) = tell_##name

void print(const char *format, ...);
