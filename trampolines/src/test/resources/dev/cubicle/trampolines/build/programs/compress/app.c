/* Debian's zlib, in a cubicle of its own. */
void print(const char *format, ...);
unsigned long compressBound(unsigned long size);
int compress2(unsigned char *to, unsigned long *to_size, const unsigned char *from, unsigned long size, int level);
int uncompress(unsigned char *to, unsigned long *to_size, const unsigned char *from, unsigned long size);
unsigned long crc32(unsigned long crc, const unsigned char *data, unsigned size);
const char *zlibVersion(void);

#define SIZE 100000
static unsigned char text[SIZE], packed[2 * SIZE], unpacked[SIZE];

int app_main(int argc, char **argv, char **envp)
{
	unsigned seed = 1;

	for (int i = 0; i < SIZE; i++) {
		seed = seed * 1103515245 + 12345;
		text[i] = i % 1000 < 600 ? "abcdefgh"[i % 8] : seed >> 16;
	}
	for (int level = 0; level < 10; level += 3) {
		unsigned long size = sizeof(packed), back = sizeof(unpacked);
		int first = compress2(packed, &size, text, SIZE, level);
		int second = uncompress(unpacked, &back, packed, size);
		print("%d %d %d %l %l %x\n", level, first, second, size, back, crc32(0, unpacked, back));
	}
	print("%d\n", zlibVersion()[0] == '1');
	return 0;
}
