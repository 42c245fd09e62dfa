# What stands in for the gate: calls R11 as the gate does, but saves no vector registers that it is not
# told to. The handler makes the system call, and leaves nothing in the registers that a C function may
# change.
	.intel_syntax noprefix
	.text

	.macro enter
	lea	rsp, [rsp - 128]
	push	rcx
	push	rbp
	push	rdi
	push	rsi
	push	rdx
	push	r8
	push	r9
	push	r10
	pushfq
	mov	rbp, rsp
	sub	rsp, 256
	and	rsp, -16
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	movaps	[rsp + 16 * \n], xmm\n
	.endr
	.endm

	.macro leave_again
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	movaps	xmm\n, [rsp + 16 * \n]
	.endr
	mov	rsp, rbp
	popfq
	pop	r10
	pop	r9
	pop	r8
	pop	rdx
	pop	rsi
	pop	rdi
	pop	rbp
	pop	rcx
	lea	rsp, [rsp + 128]
	jmp	rcx
	.endm

	.globl	new_cubicle_trap_direct, new_cubicle_trap_direct_low, new_handler
new_cubicle_trap_direct:
	enter
	.irp	n, 8, 9, 10, 11, 12, 13, 14, 15
	movaps	[rsp + 16 * \n], xmm\n
	.endr
	call	r11
	.irp	n, 8, 9, 10, 11, 12, 13, 14, 15
	movaps	xmm\n, [rsp + 16 * \n]
	.endr
	leave_again
new_cubicle_trap_direct_low:
	enter
	call	r11
	leave_again

new_handler:
	cld
	syscall
	.irp	register, rdi, rsi, rdx, r8, r9, r10, r11, rcx
	mov	\register, 0x1234567
	.endr
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	pcmpeqd	xmm\n, xmm\n
	.endr
	ret
	.section .note.GNU-stack, "", @progbits
