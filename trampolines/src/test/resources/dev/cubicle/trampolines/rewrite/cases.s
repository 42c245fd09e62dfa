# Functions that hold a pattern by accident. Every register but RSP may hold anything on entry, but
# RDI, RBP, RBX and R13 point into a buffer and RCX is 0 to 7. What they leave in registers, flags and
# buffer must not change when they are rewritten. "refused" ones cannot be rewritten safely.
	.intel_syntax noprefix
	.text

	.macro case name
	.balign 16, 0x90
	.globl \name
	.type \name, @function
\name:
	.endm
	.macro done name
	.size \name, . - \name
	.endm

case or_register				# as in SQLite's json.c
	shr	edi, 6
	or	r13d, -128
	adc	eax, 0
	ret
done or_register

case join_of_jump_and_compare			# as in SQLite's fts5.c
	jmp	2f
1:	mov	eax, 7
	ret
	.skip	37, 0xcc
2:	test	esi, 1
	jne	1b				# 75 CD
	cmp	byte ptr [rdi + 4], 0		# 80 7F 04 00
	ret
done join_of_jump_and_compare

case join_that_is_entered			# behind a loop: REX2 SYSCALL
	test	esi, 2
	jz	2f
	jmp	3f
1:	lea	eax, [rsi + rdx]
	ret
	.skip	31, 0xcc
3:	test	esi, 1
	jne	1b				# 75 D5
2:	mov	edx, 5				# BA 05 00 00 00
	ret
done join_that_is_entered

case join_with_call				# as in libxml2's catalog.c
	push	rbp
	lea	rbp, [rip + 1f]
	call	rbp				# FF D5
	mov	eax, [rip + join_with_call]	# 8B 05
	pop	rbp
	ret
1:	lea	ecx, [rdx + 1]
	ret
done join_with_call

case join_entered_at_the_compare		# as in Expat's xmltok.c
	test	esi, 1
	jz	1f
	mov	ebp, ecx			# 89 CD
1:	cmp	byte ptr [rdi + 4], 36		# 80 7F 04 24
	sete	al
	ret
done join_entered_at_the_compare

case far_branch					# as in SQLite's fts3_write.c
	test	esi, 1
	.byte	0x0f, 0x84
	.long	0x50f
	mov	eax, 1
	ret
	.skip	0x50f - 6, 0xcc
	mov	eax, 2
	ret
done far_branch

case near_call
	push	rbx
	.byte	0xe8
	.long	0x50f
	pop	rbx
	ret
	.skip	0x50f - 2, 0xcc
	mov	eax, esi
	ret
done near_call

case far_jump_backwards
	jmp	2f
1:	lea	eax, [rsi + rdx]
	ret
	.skip	0xfaed - 5, 0xcc
2:	.byte	0xe9
	.long	1b - . - 4
done far_jump_backwards

case or_memory
	or	byte ptr [rdi], 5
	setns	al
	ret
done or_memory

case or_memory_wide
	or	qword ptr [rdi], 5
	nop
	nop
	ret
done or_memory_wide

case store_byte
	mov	byte ptr [rdi + 15], 5
	nop
	ret
done store_byte

case load_indexed
	mov	eax, [rdi + rcx + 5]
	nop
	ret
done load_indexed

case load_into_base
	mov	rdi, [rdi + rcx + 5]
	ret
done load_into_base

case load_byte_into_base
	movzx	edi, byte ptr [rdi + rcx + 5]
	ret
done load_byte_into_base

case store_indexed
	mov	[rbp + rcx*8 - 128], rax
	ret
done store_indexed

case add_indexed
	add	dword ptr [rbp + rcx*8 - 128], 3
	adc	eax, eax
	ret
done add_indexed

case set_indexed
	cmp	esi, edx
	sete	[rdi + rcx + 5]
	ret
done set_indexed

case move_indexed
	cmp	esi, edx
	cmovl	rax, [rbp + rcx*8 - 128]
	ret
done move_indexed

case vector_indexed
	movups	xmm0, [rdi + rcx + 5]
	movq	rax, xmm0
	ret
done vector_indexed

case address_indexed
	lea	rax, [rdi + rcx + 5]
	sub	rax, rdi
	lea	rdi, [rdi + rcx + 5]
	sub	rdi, rcx
	ret
done address_indexed

case store_constant
	mov	dword ptr [rdi], 0x80cd
	mov	qword ptr [rdi + 8], 0x50f
	mov	word ptr [rdi + 16], 0x50f
	mov	dword ptr [rdi + rcx*4 + 32], 0x340f
	ret
done store_constant

case store_constant_in_red_zone
	mov	[rsp - 24], rax
	mov	[rsp - 128], rdx
	mov	dword ptr [rsp - 16], 0x50f
	mov	r8, [rsp - 24]
	mov	r9d, [rsp - 16]
	mov	r10, [rsp - 128]
	ret
done store_constant_in_red_zone

case add_constant
	add	dword ptr [rdi + 8], 0x50f
	adc	qword ptr [rdi + 16], 0x80cd
	sbb	eax, 0
	ret
done add_constant

case compare_constant
	cmp	qword ptr [rdi], 0x50f
	setg	al
	test	dword ptr [rdi], 0x340f
	setz	ah
	ret
done compare_constant

case constants_in_registers
	mov	eax, 0x50f
	movabs	rdx, 0x1122ef010f334455
	mov	r9, 0x50f
	mov	r10d, 0x80cd
	ret
done constants_in_registers

case arithmetic_with_constants
	cmp	eax, 0x50f
	adc	r10, 0x80cd
	sbb	edx, 0x340f
	and	bx, 0x50f
	xor	rsi, 0x50f
	sub	r11d, 0x50f
	setc	r12b
	ret
done arithmetic_with_constants

case high_byte
	or	ch, -128
	sbb	eax, 0
	ret
done high_byte

case tests_with_constants
	test	r8d, 0x340f
	setz	al
	test	eax, 0x50f
	setz	dl
	test	rsi, 0x50f
	ret
done tests_with_constants

case products
	imul	eax, edx, 0x50f
	imul	r9, r10, 0x80cd
	ret
done products

case push_constant
	push	0x50f
	pop	rax
	ret
done push_constant

case join_with_accumulator
	mov	ecx, [rdi]
	add	eax, 0x12345678
	ret
done join_with_accumulator

case loop_to_window
	mov	eax, 5
1:	or	r13d, -128
	dec	eax
	jnz	1b
	ret
done loop_to_window

case position_relative
	lea	rax, [rip + 1f]
	lea	rdx, [rip + 1f]
	sub	rax, rdx
	xor	edx, edx
	ret
	.skip	0x50f - 13 , 0xcc
1:	ret
done position_relative

case system_constant_before_branch
	cmp	esi, 0x50f
	jl	1f
	mov	eax, 1
	ret
1:	mov	eax, 2
	ret
done system_constant_before_branch
	.section .note.GNU-stack, "", @progbits
