void print(const char *format, ...);

__attribute__((constructor)) void plain_two(void) { print("two: plain\n"); }
__attribute__((constructor(150))) static void middle_two(void) { print("two: 150\n"); }
__attribute__((destructor)) static void end_two(void) { print("two: end\n"); }

/* As compilers before .init_array did it; the number is turned round. */
static void old_two(void) { print("two: .ctors.65355\n"); }
__asm__(".section .ctors.65355, \"aw\", @progbits\n.quad old_two\n.text\n");
static void old_plain_two(void) { print("two: .ctors\n"); }
__asm__(".section .ctors, \"aw\", @progbits\n.quad old_plain_two\n.text\n");
void *keep_two[] = { old_two, old_plain_two };
