// Where an arrived value parts from the held one.
import { expect, it } from 'vitest';
import { sayIn } from '../kit/words';
import { competenceName, difference, diseaseName, fieldWords } from './fields';

it('marks only what differs', () => {
  expect(difference('1 September 2014', '15 September 2014')).toEqual({
    before: '',
    differs: '15',
    after: 'September 2014',
  });
  expect(difference('Bottom of band', 'Top of band').differs).toBe('Top');
  expect(difference('a', 'a').differs).toBe('');
});

it('reads the name of a national competence', () => {
  expect(competenceName('NHS|CSTF|Fire Safety - 2 Years|')).toBe('Fire Safety - 2 Years');
});

it('reads what an immunisation is against', () => {
  const say = sayIn(fieldWords, 'en');
  expect(diseaseName('14189004+36989005+36653000', say)).toBe('Measles, Mumps, Rubella');
  expect(diseaseName('1', say)).toBe('1');
});
