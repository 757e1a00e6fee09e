"""A right and a wrong solution of each C exercise, which the sandbox must tell apart."""

RIGHT = {
    "set-bit": "uint32_t set_bit(uint32_t value, unsigned bit) { return value | (1u << bit); }",
    "clear-bit": "uint32_t clear_bit(uint32_t value, unsigned bit) { return value & ~(1u << bit); }",
    "field-get": """uint32_t get_field(uint32_t reg, unsigned msb, unsigned lsb) {
    unsigned width = msb - lsb + 1;
    return (reg >> lsb) & (width > 31 ? 0xFFFFFFFFu : (1u << width) - 1u);
}""",
    "field-set": """uint32_t set_field(uint32_t reg, unsigned msb, unsigned lsb, uint32_t value) {
    unsigned width = msb - lsb + 1;
    uint32_t mask = (width > 31 ? 0xFFFFFFFFu : (1u << width) - 1u) << lsb;
    return (reg & ~mask) | ((value << lsb) & mask);
}""",
    "toggle": "void toggle(volatile uint32_t *reg, uint32_t mask) { *reg ^= mask; }",
    "brr": """uint32_t baud_divider(uint32_t clock_hz, uint32_t baud) {
    return baud ? (uint32_t)(((uint64_t)clock_hz + baud / 2) / baud) : 0;
}""",
    "crc8": """uint8_t crc8(const uint8_t *data, size_t size) {
    uint8_t crc = 0;
    while (size--) {
        crc ^= *data++;
        for (int bit = 0; bit < 8; bit++) crc = (uint8_t)(crc & 0x80 ? (crc << 1) ^ 0x07 : crc << 1);
    }
    return crc;
}""",
    "ring": """int ring_put(struct ring *r, uint8_t byte) {
    unsigned next = (r->head + 1) % 8;
    if (next == r->tail) return -1;
    r->data[r->head] = byte;
    r->head = next;
    return 0;
}
int ring_get(struct ring *r) {
    if (r->head == r->tail) return -1;
    uint8_t byte = r->data[r->tail];
    r->tail = (r->tail + 1) % 8;
    return byte;
}""",
    "swap": """uint32_t swap_bytes(uint32_t value) {
    return (value >> 24) | ((value >> 8) & 0xFF00u) | ((value << 8) & 0xFF0000u) | (value << 24);
}""",
    "wait-flag": """int wait_flag(const volatile uint32_t *status, uint32_t mask, uint32_t tries) {
    while (tries--) if ((*status & mask) == mask) return 0;
    return -1;
}""",
    "align": """uintptr_t align_up(uintptr_t address, uintptr_t power) {
    return (address + power - 1) & ~(power - 1);
}""",
    "bcd": "uint8_t to_bcd(uint8_t value) { return (uint8_t)((value / 10) << 4 | value % 10); }",
}
WRONG = {
    "set-bit": "uint32_t set_bit(uint32_t value, unsigned bit) { return value | bit; }",
    "clear-bit": "uint32_t clear_bit(uint32_t value, unsigned bit) { return value ^ (1u << bit); }",
    "field-get": """uint32_t get_field(uint32_t reg, unsigned msb, unsigned lsb) {
    return (reg >> lsb) & ((1u << (msb - lsb)) - 1u);
}""",
    "field-set": """uint32_t set_field(uint32_t reg, unsigned msb, unsigned lsb, uint32_t value) {
    return reg | (value << lsb);
}""",
    "toggle": "void toggle(volatile uint32_t *reg, uint32_t mask) { *reg = mask; }",
    "brr": "uint32_t baud_divider(uint32_t clock_hz, uint32_t baud) { return clock_hz / baud; }",
    "crc8": """uint8_t crc8(const uint8_t *data, size_t size) {
    uint8_t sum = 0;
    while (size--) sum += *data++;
    return sum;
}""",
    "ring": """int ring_put(struct ring *r, uint8_t byte) { r->data[r->head++ % 8] = byte; return 0; }
int ring_get(struct ring *r) { return r->head == r->tail ? -1 : r->data[r->tail++ % 8]; }""",
    "swap": "uint32_t swap_bytes(uint32_t value) { return (value >> 16) | (value << 16); }",
    "wait-flag": """int wait_flag(const volatile uint32_t *status, uint32_t mask, uint32_t tries) {
    while (tries--) if (*status & mask) return 0;
    return -1;
}""",
    "align": "uintptr_t align_up(uintptr_t address, uintptr_t power) { return (address | (power - 1)) + 1; }",
    "bcd": "uint8_t to_bcd(uint8_t value) { return value; }",
}
