import { onlineRetail } from './online-retail.ts'
import type { Preset } from './preset.ts'

/** Every source that is recognised. */
export const presets: readonly Preset[] = [onlineRetail]
