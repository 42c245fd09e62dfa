int second __attribute__((section("counters"))) = 4;
int third __attribute__((section("counters"))) = 5;
