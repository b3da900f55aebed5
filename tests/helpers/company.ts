/** A company that asks, where a test is about something else. */
export const company = { locale: 'en-GB', currency: 'GBP', timeZone: 'Europe/London' }
