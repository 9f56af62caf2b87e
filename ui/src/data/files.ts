// Files between the window and the host: given as base64, shown from what the host gives.

import { useMutation } from '@tanstack/react-query';
import { host } from '#host';
import type { DocumentKind, Media } from '../bindings';

export interface Chosen {
  readonly applicant: string;
  readonly kind: DocumentKind;
  readonly name: string;
  readonly file: File;
}

/** What is in a file, in base64. */
const contentOf = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',', 2)[1] ?? '');
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });

/** Keeps a file: busy while it is read and saved. */
export function useAddDocument() {
  return useMutation({
    mutationFn: async ({ applicant, kind, name, file }: Chosen) =>
      host.commands.addDocument({ applicant, kind, name, content: await contentOf(file) }),
  });
}

export function useOpenDocument() {
  return useMutation({ mutationFn: (id: string) => host.commands.openDocument(id) });
}

export function useSaveDocument() {
  return useMutation({ mutationFn: (id: string) => host.commands.saveDocument(id) });
}

/** Saves a reference that arrived as PDF, in the window's language. */
export function usePrintReference() {
  return useMutation({
    mutationFn: ({ id, welsh }: { id: string; welsh: boolean }) =>
      host.commands.printReference(id, welsh),
  });
}

export const isPicture = (media: Media): boolean => media.startsWith('image/');
