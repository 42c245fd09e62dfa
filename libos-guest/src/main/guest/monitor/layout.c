/*
 * Where the monitor keeps what tools read of it from outside: debuggers, reports, ./cubicle learn. In the order
 * of Java's MonitorField; what is added goes to the end, what changes its meaning takes another magic number.
 */
#include "monitor.h"

#define LAYOUT_MAGIC 0x314f59414c425543ull	/* "CUBLAYO1" */
#define MONITOR(field) (u64)&monitor.field
#define AT(type, field) offsetof(struct type, field)

const u64 cubicle_layout[] = {
	LAYOUT_MAGIC, (u64)gate_pkru, (u64)&cubicle_violation,
	MONITOR(cubicles), MONITOR(pages), MONITOR(page_count), MONITOR(image_start), MONITOR(pool_first),
	MONITOR(flags), MONITOR(key_read), MONITOR(key_shared), MONITOR(windows_off),
	MONITOR(thread_size), MONITOR(threads_start), MONITOR(tls_size), MONITOR(thread_count),
	sizeof(struct cubicle), AT(cubicle, key), AT(cubicle, key_public), AT(cubicle, windows_used),
	AT(cubicle, windows_fixed), AT(cubicle, open_write), AT(cubicle, open_read), AT(cubicle, ranges),
	AT(cubicle, changed), AT(cubicle, heap_pages), AT(cubicle, heap_limit),
	sizeof(struct range), AT(range, address), AT(range, first), AT(range, pages), AT(range, window),
	AT(range, removed), MAX_RANGES,
	sizeof(struct page), AT(page, windows), AT(page, owner), AT(page, holder), AT(page, state),
	AT(page, protection), AT(page, now), AT(page, key), AT(page, origin),
	AT(thread, pkru), AT(thread, cubicle), AT(thread, shadow), AT(thread, shadow_base), AT(thread, windows),
	AT(thread, window_count), AT(thread, arguments), AT(thread, tls), AT(thread, kernel_number),
	sizeof(struct frame), AT(frame, return_address), AT(frame, rsp), AT(frame, windows), AT(frame, caller),
	AT(frame, callee), AT(frame, function),
	sizeof(struct argument_window), AT(argument_window, start), AT(argument_window, end),
	AT(argument_window, copy), AT(argument_window, owner), AT(argument_window, callee),
	AT(argument_window, write), AT(argument_window, transitive),
	(u64)&lock_holder, (u64)&violation_text.bytes, AT(thread, context), AT(ucontext, uc_mcontext.r8),
};
