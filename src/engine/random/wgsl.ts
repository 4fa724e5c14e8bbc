/** All random functions for a WGSL kernel in one string: threefry2x32, uniform01, integer_below, permute, normal. */
import { normalWgsl } from './normal.ts';
import { permutationWgsl } from './permutation.ts';
import { threefryWgsl } from './threefry.ts';
import { uniformWgsl } from './uniform.ts';

export const randomWgsl = threefryWgsl + uniformWgsl + permutationWgsl + normalWgsl;
