/**
 * One thing that is looked at: the sentence of what is well, or is worth knowing and no mistake; a UserError about what is
 * wrong; or nothing where something else has to be well first.
 */
export type Check = { name: string; look(): Promise<string | { note: string } | undefined> }
