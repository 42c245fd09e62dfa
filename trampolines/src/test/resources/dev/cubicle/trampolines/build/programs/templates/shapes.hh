extern "C" void print(const char *format, ...);

struct shape {
	virtual int area() const = 0;
	virtual int corners() const { return 0; }
};

template <typename T> struct square : shape {
	T side;
	static int made;
	explicit square(T s) : side(s) { made++; }
	int area() const override { return side * side; }
	int corners() const override { return 4; }
};
template <typename T> int square<T>::made = 10;

inline int &counter()
{
	static int count = 100;
	return count;
}

int describe(const shape &s);
shape *make(int side);
int library_count();
