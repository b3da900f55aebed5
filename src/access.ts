/** What a person may see: ids of members, or all of them. */
export type Scope = { regions: readonly number[] | '*'; channels: readonly number[] | '*' }

/** Everything. */
export const everything: Scope = { regions: '*', channels: '*' }

/** What a person may see: everything, as long as nobody has been given less. */
export const scopeOf = (_user: string): Scope => everything
