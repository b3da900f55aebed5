const special = /[",\r\n]/

/** A row as the text it had in its file: what tells two rows apart, and what is kept of a rejected one. */
export const row = (fields: readonly string[]): string => {
  let text = ''
  for (const [index, field] of fields.entries()) {
    if (index > 0) text += ','
    text += special.test(field) ? `"${field.replaceAll('"', '""')}"` : field
  }
  return text
}
