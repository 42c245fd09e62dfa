/* 64 services, which do nothing, each in a cubicle of its own. service_00 to service_77: two octal digits. */
#pragma once

#define EIGHT(each, digit) \
	each(digit##0) each(digit##1) each(digit##2) each(digit##3) \
	each(digit##4) each(digit##5) each(digit##6) each(digit##7)
#define SERVICES(each) \
	EIGHT(each, 0) EIGHT(each, 1) EIGHT(each, 2) EIGHT(each, 3) \
	EIGHT(each, 4) EIGHT(each, 5) EIGHT(each, 6) EIGHT(each, 7)

#define DECLARE(digits) void service_##digits(void);
SERVICES(DECLARE)
