// English plurals.

export const many = (count, one, other) => `${count.toLocaleString("en")} ${count === 1 ? one : other}`;
