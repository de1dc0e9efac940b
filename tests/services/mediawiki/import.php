<?php
/**
 * Fills the wiki from a manifest, in one process:
 *
 *     { "categories": [ { "name": "Lakes", "parents": [ "Water" ] } ],
 *       "files": [ { "path": "files/0.jpg", "title": "Kite & clouds.jpg", "categories": [ "Sky" ], "licenses": [ "cc-by-4.0" ],
 *                    "author": "Ana", "author_url": "", "description": [ [ "en", "A kite." ] ], "date": "2020-01-31" } ] }
 *
 * `licenses` are keys of Wikitext::licences(); a description whose language is "" stands alone.
 */
require_once '/usr/share/mediawiki/maintenance/Maintenance.php';
require_once __DIR__ . '/Wikitext.php';

use MediaWiki\MediaWikiServices;

class ImportManifest extends Maintenance {
	private const UPLOADED_AT = '20240101000000';

	public function __construct() {
		parent::__construct();
		$this->addArg( 'manifest', 'The JSON file' );
	}

	public function execute() {
		$manifest = json_decode( file_get_contents( $this->getArg( 0 ) ), true, 32, JSON_THROW_ON_ERROR );
		$user = User::newSystemUser( 'Importer', [ 'steal' => true ] );
		// Templates first: no page has to be rendered again.
		foreach ( Wikitext::templates() as $title => $text ) {
			$this->page( $user, NS_TEMPLATE, $title, $text );
		}
		foreach ( Wikitext::licences() as [ , , , , $category ] ) {
			$this->page( $user, NS_CATEGORY, $category, '__HIDDENCAT__' );
		}
		foreach ( $manifest['categories'] as $category ) {
			$text = implode( "\n", [ 'Media.', ...Wikitext::inCategories( $category['parents'] ) ] );
			$this->page( $user, NS_CATEGORY, $category['name'], $text );
		}
		foreach ( $manifest['files'] as $file ) {
			$this->upload( $user, $file );
		}
		// The index of words is written by a job, the counts of categories by deferred updates.
		DeferredUpdates::doUpdates();
		MediaWikiServices::getInstance()->getJobRunner()->run( [] );
		SiteStatsInit::doAllAndCommit( $this->getDB( DB_PRIMARY ), [ 'update' => true ] );
	}

	private function page( User $user, int $namespace, string $name, string $text ) {
		$title = Title::makeTitleSafe( $namespace, $name );
		if ( !$title ) {
			$this->fatalError( "no possible title: $name" );
		}
		$page = MediaWikiServices::getInstance()->getWikiPageFactory()->newFromTitle( $title );
		$status = $page->doUserEditContent( ContentHandler::makeContent( $text, $title ), $user, 'Set up' );
		$this->checked( $status, $name );
	}

	private function upload( User $user, array $file ) {
		$title = Title::makeTitleSafe( NS_FILE, $file['title'] );
		if ( !$title ) {
			$this->fatalError( "no possible title: {$file['title']}" );
		}
		$local = MediaWikiServices::getInstance()->getRepoGroup()->getLocalRepo()->newFile( $title );
		$status = $local->upload( __DIR__ . '/' . $file['path'], 'Imported', Wikitext::filePage( $file ), 0, false, self::UPLOADED_AT, $user );
		$this->checked( $status, $file['title'] );
	}

	private function checked( Status $status, string $name ) {
		if ( !$status->isOK() ) {
			$this->fatalError( "$name: " . $status->getMessage( false, false, 'en' )->text() );
		}
	}
}

$maintClass = ImportManifest::class;
require_once RUN_MAINTENANCE_IF_MAIN;
