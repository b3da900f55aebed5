/**
 * One thing that is looked at: the sentence of what is well, a UserError about what is not, or nothing where something
 * else has to be well first.
 */
export type Check = { name: string; look(): Promise<string | undefined> }
