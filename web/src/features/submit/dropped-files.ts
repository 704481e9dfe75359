/** The files that were dropped or chosen, those in folders included. */

export interface FoundFile {
  file: File;
  /** Below the folder that was dropped. */
  path: string;
}

export const filesMax = 2000;

export interface FoundFiles {
  files: FoundFile[];
  /** There are more than are taken. */
  more: boolean;
}

const taken = (files: FoundFile[]): FoundFiles => ({
  files: files.slice(0, filesMax),
  more: files.length > filesMax,
});

const entriesOf = (folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> => {
  const reader = folder.createReader();
  const next = () =>
    new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
  const all = async (found: FileSystemEntry[]): Promise<FileSystemEntry[]> => {
    // A reader gives a hundred at a time, and none at the end.
    const more = await next();
    return more.length === 0 ? found : all([...found, ...more]);
  };
  return all([]);
};

async function below(entry: FileSystemEntry, found: FoundFile[]): Promise<void> {
  if (found.length > filesMax) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => {
      (entry as FileSystemFileEntry).file(resolve, reject);
    });
    found.push({ file, path: entry.fullPath.replace(/^\//, "") });
    return;
  }
  for (const child of await entriesOf(entry as FileSystemDirectoryEntry)) await below(child, found);
}

export async function droppedFiles(data: DataTransfer): Promise<FoundFiles> {
  // The list is emptied when the event ends, so entries are taken before anything is awaited.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return chosenFiles(data.files);
  const found: FoundFile[] = [];
  for (const entry of entries) await below(entry, found);
  return taken(found);
}

export const chosenFiles = (files: FileList | null): FoundFiles =>
  taken([...(files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
