/** How long what people write may be, in UTF-16 units. */

/** A field's, tag's or interest's name. */
export const MAX_KEY = 64;
/** A title, a task, the meaning of a sign-off, a reason. */
export const MAX_LINE = 500;
/** An entry, a comment, a field's value. */
export const MAX_TEXT = 20_000;
