/** A company that asks, where a test or a measurement is about something else. */
export const company = { locale: 'en-GB', currency: 'GBP', timeZone: 'Europe/London', staleAfter: 3 }
