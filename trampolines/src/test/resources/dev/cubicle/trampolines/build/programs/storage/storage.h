void print(const char *format, ...);

extern __thread int shared_errno;
int counter_next(void);
int counter_other(void);
int counter_locals(int);
int weakly(void);
int strongly(void);
int common_size(void);
int common_value(void);
