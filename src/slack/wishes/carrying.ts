import type { z } from 'zod'
import { UserError } from '../../errors.ts'
import type { Seal } from '../seal.ts'

/** Puts data into a button or a form, sealed for a purpose, and takes it out again. */
export const carrying = <S extends z.ZodType>(seal: Seal, purpose: string, shape: S) => ({
  shut(data: z.input<S>): string {
    const sealed = seal.shut(purpose, JSON.stringify(data))
    if (sealed === undefined)
      throw new UserError('That is too long to be kept in a button.', { hint: 'Try a shorter one.' })
    return sealed
  },
  open: (value: string): z.output<S> => shape.parse(JSON.parse(seal.open(purpose, value))),
})
