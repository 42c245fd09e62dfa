/* A vector register in use that carries no arguments: the object is one that names it. */
__asm__(".globl common_high\n"
	".type common_high, @function\n"
	"common_high:\n\t"
	"movq %r9, %xmm12\n\t"
	"syscall\n\t"
	"movq %xmm12, %r9\n\t"
	"ret\n\t"
	".size common_high, . - common_high");
