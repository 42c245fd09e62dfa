/* A jump with every register of the attacker's choice. */
#pragma once

struct registers {
	unsigned long rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp;
	unsigned long r8, r9, r10, r11, r12, r13, r14, r15;
};

/*
 * Loads the registers and jumps. Code that is let go on comes back by jumping, or returning, to
 * landing, whatever its registers are; jump then answers what RAX was. The red zone is not used.
 */
unsigned long jump(unsigned long target, const struct registers *registers);

extern const char landing[];
