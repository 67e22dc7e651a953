package io.jukung.store.storage;

class MemoryStoreTest extends OrderedStoreContract {

    @Override
    OrderedStore open() {
        return new MemoryStore();
    }
}
