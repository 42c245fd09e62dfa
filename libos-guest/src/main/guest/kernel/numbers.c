/*
 * Floating point, vectors, strings and what a C library makes of them. Results are shown as bits
 * where printing would hide a difference. No x87 transcendental functions: real processors differ
 * from each other in their last bits.
 */
#include <ctype.h>
#include <fenv.h>
#include <float.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <regex.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <wchar.h>
#include <emmintrin.h>

#include "scenario.h"

/* Kept from the compiler, which would compute everything itself. */
static volatile double one = 1, three = 3, ten = 10, zero = 0, tiny = DBL_MIN, two = 2;

static uint64_t bits(double value)
{
	uint64_t result;

	memcpy(&result, &value, sizeof result);
	return result;
}

static void arithmetic(void)
{
	begin("arithmetic");
	fact("third=%016" PRIx64, bits(one / three));
	fact("tenth=%016" PRIx64, bits(one / ten));
	fact("sqrt2=%016" PRIx64, bits(sqrt(two)));
	fact("denormal=%016" PRIx64, bits(tiny / two));
	fact("infinity=%016" PRIx64, bits(one / zero));
	fact("nan=%d", isnan(zero / zero));
	fact("minus-zero=%016" PRIx64, bits(-zero * one));
	fact("float=%a", (double)((float)one / (float)three));
	fact("to-int=%ld %ld", lrint(2.5 * one), lrint(3.5 * one));
	fact("truncated=%d", (int)(-2.9 * one));
	fact("too-big=%" PRIx64, (uint64_t)_mm_cvttsd_si64(_mm_set_sd(1e300 * one)));
	end();
}

static void rounding(void)
{
	static const int modes[] = { FE_TONEAREST, FE_DOWNWARD, FE_UPWARD, FE_TOWARDZERO };
	size_t i;

	begin("rounding");
	for (i = 0; i < 4; i++) {
		fesetround(modes[i]);
		fact("%016" PRIx64 "/%ld", bits(one / three), lrint(-2.5 * one));
	}
	fesetround(FE_TONEAREST);
	end();

	begin("exceptions");
	feclearexcept(FE_ALL_EXCEPT);
	fact("none=%#x", (unsigned)fetestexcept(FE_ALL_EXCEPT));
	two = one / zero;
	fact("divide=%#x", (unsigned)fetestexcept(FE_DIVBYZERO | FE_INVALID));
	two = zero / zero;
	fact("invalid=%#x", (unsigned)fetestexcept(FE_DIVBYZERO | FE_INVALID));
	two = one / three;
	fact("inexact=%#x", (unsigned)fetestexcept(FE_INEXACT));
	feclearexcept(FE_ALL_EXCEPT);
	two = 2;
	end();
}

static void extended(void)
{
	volatile long double long_one = 1, long_three = 3;
	long double third = long_one / long_three, sum = 0;
	unsigned char image[10];
	char text[24] = "";
	int i;

	begin("long-double");
	memcpy(image, &third, 10);
	for (i = 9; i >= 0; i--)
		sprintf(text + strlen(text), "%02x", image[i]);
	fact("third=%s", text);
	for (i = 1; i <= 1000; i++)
		sum += long_one / i;
	fact("harmonic=%.18Lg", sum);
	fact("sqrt=%.18Lg", sqrtl(long_three));
	fact("epsilon=%Lg", LDBL_EPSILON);
	end();
}

static void functions(void)
{
	begin("functions");
	fact("floor=%g ceil=%g round=%g trunc=%g", floor(-2.5 * one), ceil(-2.5 * one), round(-2.5 * one),
	     trunc(-2.5 * one));
	fact("fmod=%.17g", fmod(10.5 * one, 3.2));
	fact("hypot=%.17g", hypot(3 * one, 4));
	fact("frexp=%g", ldexp(frexp(48 * one, &(int){ 0 }), 3));
	/* Two libraries may differ in a last digit or two, not in these. */
	fact("sin=%.12f cos=%.12f exp=%.12f log=%.12f pow=%.10f", sin(one), cos(one), exp(one), log(ten),
	     pow(ten, 0.3));
	end();
}

static void vectors(void)
{
	__m128i a = _mm_set_epi32(4, 3, 2, 1), b = _mm_set1_epi32(0x7fffffff);
	__m128d d = _mm_set_pd(2.25, 9), e;
	uint32_t out[4];
	double pair[2];

	begin("vectors");
	asm volatile("" : "+x"(a), "+x"(b), "+x"(d));
	_mm_storeu_si128((__m128i *)(void *)out, _mm_add_epi32(a, b));
	fact("add=%x,%x,%x,%x", out[0], out[1], out[2], out[3]);
	_mm_storeu_si128((__m128i *)(void *)out, _mm_shuffle_epi32(a, 0x1b));
	fact("shuffle=%u%u%u%u", out[0], out[1], out[2], out[3]);
	_mm_storeu_si128((__m128i *)(void *)out, _mm_packs_epi32(b, a));
	fact("pack=%x,%x,%x,%x", out[0], out[1], out[2], out[3]);
	fact("mask=%x", (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(a, _mm_set1_epi8(2))));
	e = _mm_sqrt_pd(d);
	_mm_storeu_pd(pair, e);
	fact("sqrt=%g,%g", pair[0], pair[1]);
	_mm_storeu_si128((__m128i *)(void *)out, _mm_sad_epu8(a, b));
	fact("sad=%u,%u", out[0], out[2]);
	_mm_storeu_si128((__m128i *)(void *)out, _mm_mul_epu32(a, b));
	fact("mul=%x,%x", out[0], out[1]);
	end();
}

static void integers(void)
{
	volatile int64_t n = -1234567890123456789, d = 987654321;
	volatile uint64_t m = 0xfedcba9876543210;
	unsigned __int128 product = (unsigned __int128)m * m;
	uint64_t rotated = m, swapped, bit = 0;

	begin("integers");
	fact("%" PRId64 " %" PRId64, n / d, n % d);
	fact("%" PRIx64 "%016" PRIx64, (uint64_t)(product >> 64), (uint64_t)product);
	asm("rolq $13, %0" : "+r"(rotated));
	swapped = __builtin_bswap64(m);
	asm("bsrq %1, %0" : "=r"(bit) : "r"(m));
	fact("%" PRIx64 " %" PRIx64 " %" PRIu64, rotated, swapped, bit);
	fact("%d %d", __builtin_popcountll(m), __builtin_ctzll(m));
	fact("%" PRId64, (int64_t)m >> 60);
	end();
}

/* At the very end of a page with nothing behind it: not a byte more may be looked at. */
static void strings_at_edge(void)
{
	char *pages = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *edge = pages + 2 * 4096, *text;
	size_t length, sum = 0;

	begin("strings-at-edge");
	munmap(edge, 4096);
	for (length = 0; length < 100; length++) {
		text = edge - length - 1;
		memset(text, 'a', length);
		text[length] = 0;
		sum += strlen(text);
		sum += strnlen(text, 1000);
		sum += (size_t)(strchr(text, 0) - text);
		sum += memchr(text, 0, length + 1) == text + length;
		memcpy(pages, text, length + 1);
		sum += strcmp(pages, text) == 0;
		sum += memcmp(pages, text, length + 1) == 0;
		memmove(text, text + length / 2, length - length / 2);
		strcpy(pages, text);
		sum += strlen(pages);
	}
	fact("sum=%zu", sum);
	munmap(pages, 2 * 4096);
	end();
}

static void formats(void)
{
	char text[200], *rest;
	double value;
	int a, b;

	begin("formats");
	snprintf(text, sizeof text, "%+05d|%-8.3s|%#o|%10.4f|%e|%g|%a", 42, "abcdef", 8, 3.14159265 * one, 12345.678,
		 1e-5, 1.5);
	fact("%s", text);
	fact("%.17g %.17g", 0.1, strtod("0.1000000000000000055511151231257827", NULL));
	fact("%.0f %.30g", 1e22, DBL_MIN);
	value = strtod("0x1.8p3tail", &rest);
	fact("%g+%s", value, rest);
	fact("%ld %lu", strtol("-0x7f", NULL, 0), strtoul("777", NULL, 8));
	fact("%d", sscanf("12,34", "%d,%d", &a, &b));
	fact("%d", a + b);
	end();
}

static int by_value(const void *left, const void *right)
{
	int a = *(const int *)left, b = *(const int *)right;

	return (a > b) - (a < b);
}

static void library(void)
{
	struct tm broken_down = { 0 };
	time_t moment = 1000000000;
	char text[64];
	regex_t expression;
	int values[1000], i, key = 500, wrong = 0;
	uint32_t state = 7;

	begin("library");
	for (i = 0; i < 1000; i++) {
		state = state * 1664525 + 1013904223;
		values[i] = (int)(state >> 22);
	}
	values[17] = key;
	qsort(values, 1000, sizeof values[0], by_value);
	for (i = 1; i < 1000; i++)
		wrong += values[i - 1] > values[i];
	fact("unsorted=%d found=%d", wrong, bsearch(&key, values, 1000, sizeof key, by_value) != NULL);
	gmtime_r(&moment, &broken_down);
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &broken_down);
	fact("%s", text);
	if (regcomp(&expression, "^([a-z]+)-[0-9]{2,}$", REG_EXTENDED))
		broken("regcomp");
	fact("match=%d%d", regexec(&expression, "abc-123", 0, NULL, 0), regexec(&expression, "abc-1", 0, NULL, 0));
	regfree(&expression);
	fact("upper=%c locale=%s", toupper('q'), setlocale(LC_ALL, "C"));
	fact("wide=%zu", wcslen(L"wide"));
	end();
}

static jmp_buf back;

static void go_back(int depth);
/* Through a pointer that the compiler cannot see through, so that the frames are there. */
static void (*volatile deeper)(int) = go_back;

static void go_back(int depth)
{
	if (depth == 0)
		longjmp(back, 3);
	deeper(depth - 1);
	one = 1;
}

static void jumps(void)
{
	volatile int times = 0;
	int value;

	begin("setjmp");
	value = setjmp(back);
	times++;
	if (times < 4)
		go_back(times * 3);
	fact("times=%d value=%d", times, value);
	end();
}

int main(void)
{
	arithmetic();
	rounding();
	extended();
	functions();
	vectors();
	integers();
	strings_at_edge();
	formats();
	library();
	jumps();
	return finish();
}
