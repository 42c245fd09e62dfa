# A cubicle image by hand: monitor, isolated cubicles "left" and "right", shared cubicle "common".
	.intel_syntax noprefix

	.macro function name
	.globl \name
	.type \name, @function
\name:
	.endm

	.section .cubicle.gate, "ax", @progbits
	.globl cubicle_gate_start
cubicle_gate_start:
	function cubicle_gate_call
	pop	r10
	xor	eax, eax
	xor	ecx, ecx
	xor	edx, edx
	wrpkru
	test	eax, eax
	jne	gate_trap
	.byte	0x48, 0xff, 0xc0
	je	gate_trap
	jmp	cubicle_enter
	.size cubicle_gate_call, . - cubicle_gate_call
gate_trap:
	ud2
	.balign 32, 0xcc

	.section .cubicle.trampolines, "ax", @progbits
	.balign 32, 0xcc
	.globl cubicle_trampolines_start
cubicle_trampolines_start:
cubicle.call.left_main:
	mov	r11d, 0
	jmp	cubicle_gate_call
	.balign 32, 0xcc
cubicle.call.right_sum:
	mov	r11d, 1
	jmp	cubicle_gate_call
	.balign 32, 0xcc
cubicle.pointer.right_sum:
	.byte	0x65, 0x81, 0x3c, 0x25
	.long	0x10, 2
	.byte	0x0f, 0x84
	.long	right_sum - . - 4
	mov	r11d, 1
	jmp	cubicle_gate_call
	.balign 32, 0xcc
cubicle.call.left_system_call:
	mov	r11d, 2
	jmp	cubicle_gate_call
	.balign 32, 0xcc
	.globl cubicle_trampolines_end
cubicle_trampolines_end:

	.section .text.monitor, "ax", @progbits
	function _start
	xor	edi, edi
	mov	eax, 60
	syscall
	ud2
	.size _start, . - _start
	function cubicle_enter
	ud2
	.size cubicle_enter, . - cubicle_enter

	.section .data.monitor, "aw", @progbits
	.globl cubicle_state
	.type cubicle_state, @object
cubicle_state:
	.quad	1
	.size cubicle_state, 8

	.section .text.left, "ax", @progbits
	function left_main
	mov	edi, 1
	mov	esi, 2
	call	cubicle.call.right_sum
	ret
	.size left_main, . - left_main
	function left_system_call
	mov	eax, edi
left_trap:
	ud2
	ret
	.size left_system_call, . - left_system_call
	.section .rodata.left, "a", @progbits
	.quad	0x8877665544332211
	.section .data.left, "aw", @progbits
	.globl left_state
	.type left_state, @object
left_state:
	.quad	1
	.size left_state, 8

	.section .text.right, "ax", @progbits
	function right_sum
	lea	eax, [rdi + rsi]
	call	common_twice
	ret
	.size right_sum, . - right_sum
	function right_other
	mov	rax, cubicle.pointer.right_sum@GOTPCREL[rip]
	nop
	nop
	nop
	nop
	ret
	.size right_other, . - right_other
	.section .data.right, "aw", @progbits
	.quad	2

	.section .text.common, "ax", @progbits
	function common_twice
	add	eax, eax
	ret
	.size common_twice, . - common_twice
	.section .data.common, "aw", @progbits
	.quad	3

	.section .cubicle.manifest, "a", @progbits
	.globl cubicle_manifest
cubicle_manifest:
	.ascii	"CUBICLE1"
	.long	1, manifest_size
	.quad	cubicle_image_start, cubicle_image_end
	.quad	0x600000, 0x400000
	.quad	cubicle_gate_start, cubicle_trampolines_end
	.long	4, 11, 3, 1, 1, 1
	.long	strings_end - strings, 8
	.quad	cubicles, segments, functions, arguments, grants, traps, strings
	.quad	0, 0, 0
	.long	0, 0
	.set	manifest_size, . - cubicle_manifest
cubicles:
	.macro	cubicle name, kind, stack, heap
	.long	\name - strings
	.byte	\kind, 0, 0, 0
	.quad	\stack, \heap
	.quad	0, 0, 0, 0, 0, 0, 0, 0
	.endm
	cubicle	s_monitor, 2, 0, 0
	cubicle	s_left, 0, 0x4000, 0x100000
	cubicle	s_right, 0, 0x8000, 0x200000
	cubicle	s_common, 1, 0, 0
segments:
	.macro	segment name, cubicle, protection, sharing
	.quad	\name\()_start, \name\()_end
	.short	\cubicle
	.byte	\protection, \sharing
	.long	0
	.endm
	segment	gate, 0, 5, 1
	segment	tables, 0, 1, 1
	segment	monitor_text, 0, 5, 0
	segment	monitor_data, 0, 3, 0
	segment	left_text, 1, 5, 0
	segment	left_constants, 1, 1, 0
	segment	left_data, 1, 3, 0
	segment	right_text, 2, 5, 0
	segment	right_data, 2, 3, 0
	segment	common_text, 3, 5, 1
	segment	common_data, 3, 3, 2
functions:
	.macro	row target, cubicle, integers, name, first, count, callers
	.quad	\target
	.short	\cubicle, 0
	.byte	\integers, 0, 1, 0
	.long	\name - strings, \first
	.short	\count, 0, 0, 0
	.quad	\callers, 0, 0, 0
	.endm
	row	left_main, 1, 3, s_left_main, 0, 0, 1
	row	right_sum, 2, 2, s_right_sum, 0, 1, 2
	row	left_system_call, 1, 6, s_left_system_call, 0, 0, 1
arguments:
	.byte	0, 1, 255, 3
	.long	0, 4, 0
grants:
	.quad	left_constants_start, left_constants_end
	.short	1
	.byte	0, 0, 0, 0, 0, 0
	.quad	4, 0, 0, 0
traps:
	.quad	left_trap
	.long	2, 0
strings:
	.byte	0
s_monitor: .asciz "monitor"
s_left:	.asciz	"left"
s_right: .asciz	"right"
s_common: .asciz "common"
s_left_main: .asciz "left_main"
s_right_sum: .asciz "right_sum"
s_left_system_call: .asciz "left_system_call"
strings_end:
	.section .note.GNU-stack, "", @progbits
