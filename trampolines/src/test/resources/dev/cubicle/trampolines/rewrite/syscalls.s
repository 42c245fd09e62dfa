# SYSCALL instructions among neighbours of all sorts. RCX and R11, which SYSCALL changes, are overwritten
# before they are compared. Flags, red zone and vector registers are in use across it.
	.intel_syntax noprefix
	.text

	.macro case name
	.balign 16, 0x90
	.globl \name
	.type \name, @function
\name:
	.endm
	.macro done name
	mov	ecx, 1
	mov	r11d, 1
	ret
	.size \name, . - \name
	.endm

case number_before
	mov	eax, 39				# getpid
	syscall
done number_before

case three_bytes_before
	mov	eax, 39
	jmp	1f
1:	xor	r9d, r9d
	syscall
done three_bytes_before

case target_of_a_loop
	mov	ebx, 3
	mov	eax, 39
1:	syscall
	mov	eax, 39
	dec	ebx
	jne	1b
done target_of_a_loop

case entered_behind
	mov	eax, 39
	test	esi, 1
	je	1f
	mov	edx, 7
	syscall
1:	lea	edx, [rax + 5]
done entered_behind

case red_zone
	mov	qword ptr [rsp - 8], rsi
	mov	qword ptr [rsp - 128], rdi
	mov	eax, 39
	syscall
	mov	rsi, qword ptr [rsp - 128]
	mov	rdi, qword ptr [rsp - 8]
done red_zone

case flags
	cmp	esi, edi
	mov	eax, 39
	syscall
	setc	dl
	seto	bl
done flags

case direction
	std
	mov	eax, 39
	syscall
done direction

case stack_pointer
	pop	rdx				# as in vfork
	mov	eax, 39
	syscall
	push	rdx
done stack_pointer

case one_behind_the_other
	mov	eax, 39
	syscall
	mov	ebx, eax
	mov	eax, 110			# getppid
	syscall
	sub	eax, ebx
done one_behind_the_other

case memory_operands
	mov	eax, dword ptr [rip + number]
	syscall
	add	dword ptr [rdi], eax
	mov	esi, dword ptr [rip + number]
done memory_operands

case unknown_number
	mov	rax, -5				# is answered with an error
	syscall
	mov	edx, edx
done unknown_number

case vector
	movq	xmm7, rsi
	pxor	xmm7, xmm0
	mov	eax, 39
	syscall
	paddq	xmm0, xmm7
done vector

#ifdef HIGH
case high_vector
	movaps	xmm9, xmm0
	mov	eax, 39
	syscall
	movaps	xmm0, xmm9
done high_vector
#endif

	.section .rodata
number:	.int	39
	.section .note.GNU-stack, "", @progbits
